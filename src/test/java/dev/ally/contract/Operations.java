package dev.ally.contract;

import dev.ally.bus.BusOperation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Every bus operation there is, found in the compiled classes. */
public final class Operations {
  private Operations() {}

  /** An operation and what its two messages are made of. */
  public record Declared(BusOperation<?, ?> operation, Type question, Type answer) {}

  public static Map<String, Declared> all() {
    Map<String, Declared> all = new TreeMap<>();
    try {
      Path root = Path.of(BusOperation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (String room : new String[] {"dev/ally/bus", "dev/ally/contract"}) {
        try (Stream<Path> classes = Files.walk(root.resolve(room))) {
          classes.map(file -> root.relativize(file).toString()).filter(name -> name.matches("[\\w/]+\\.class"))
              .forEach(name -> collect(name.replace(".class", "").replace('/', '.'), all));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return all;
  }

  private static void collect(String className, Map<String, Declared> all) {
    try {
      for (Field field : Class.forName(className).getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == BusOperation.class) {
          BusOperation<?, ?> operation = (BusOperation<?, ?>) field.get(null);
          Type[] types = ((ParameterizedType) field.getGenericType()).getActualTypeArguments();
          if (all.put(operation.address(), new Declared(operation, types[0], types[1])) != null) {
            throw new IllegalStateException("two operations are named " + operation.address());
          }
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
