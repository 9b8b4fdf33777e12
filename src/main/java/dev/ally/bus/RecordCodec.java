package dev.ally.bus;

import io.vertx.core.json.JsonObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Writes and reads the records of one class. Its components are looked up once. */
final class RecordCodec {
  private static final ClassValue<RecordCodec> ALL = new ClassValue<>() {
    @Override
    protected RecordCodec computeValue(Class<?> type) {
      return new RecordCodec(type);
    }
  };

  private final RecordField[] fields;
  private final Constructor<?> constructor;

  private RecordCodec(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    fields = Arrays.stream(components).map(RecordField::of).toArray(RecordField[]::new);
    try {
      constructor = type.getDeclaredConstructor(
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  static RecordCodec of(Class<?> type) {
    return ALL.get(type);
  }

  JsonObject write(Object value) {
    JsonObject json = new JsonObject();
    for (RecordField field : fields) {
      json.put(field.name(), field.write(value));
    }
    return json;
  }

  Object read(JsonObject json) {
    Object[] values = new Object[fields.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = fields[i].read(json);
    }
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof RuntimeException refused ? refused : new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
