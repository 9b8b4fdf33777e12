package dev.ally.bus;

import io.vertx.core.json.JsonObject;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;

/**
 * A component of a record, and its field of a message.
 *
 * @param required whether a message that lacks it cannot be read
 */
record RecordField(String name, FieldType type, boolean required, Method accessor) {
  static RecordField of(RecordComponent component) {
    String name = nameOf(component);
    Fallback fallback = component.getAnnotation(Fallback.class);
    FieldType type = FieldType.of(component.getGenericType(), name, fallback == null ? null : fallback.value());
    boolean required = component.isAnnotationPresent(Required.class);
    if (!required && !type.optional() && type.missing() == null) {
      throw new IllegalStateException("it is not said what is read where " + component + " is missing");
    }
    component.getAccessor().setAccessible(true);
    return new RecordField(name, type, required, component.getAccessor());
  }

  private static String nameOf(RecordComponent component) {
    Json named = component.isAnnotationPresent(Json.class)
        ? component.getAnnotation(Json.class) : component.getType().getAnnotation(Json.class);
    String name = named == null ? component.getName() : named.value();
    return component.getGenericType().getTypeName().contains(Duration.class.getName()) ? name + "Millis" : name;
  }

  Object write(Object holder) {
    try {
      return type.write().apply(accessor.invoke(holder));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  Object read(JsonObject json) {
    Object value = json.getValue(name);
    if (value != null) {
      return type.read().apply(value);
    }
    if (required && !(type.optional() && json.containsKey(name))) {
      throw new IllegalArgumentException("a message lacks its field " + name);
    }
    return type.read().apply(type.missing());
  }
}
