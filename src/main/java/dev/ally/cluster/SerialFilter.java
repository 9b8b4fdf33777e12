package dev.ally.cluster;

import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Config;
import java.io.ObjectInputFilter.Status;
import java.util.function.BinaryOperator;

/**
 * Forbids Java deserialization in this process: no library can turn received bytes into Java objects by {@code
 * ObjectInputStream.readObject} (JEP 290, JEP 415).
 *
 * <p>Sets the filter of the process to {@code !*}, and a filter factory, without which a stream could be given another
 * filter. A filter that an operator has set ({@code -Djdk.serialFilter}) cannot be replaced; but with the factory it is
 * not used any more, so the result is as strict.
 */
public final class SerialFilter {
  private static final String NOTHING = "!*";
  private static final String BUILT_IN = "java.io.ObjectInputFilter$Config$BuiltinFilterFactory";
  private static final Factory FACTORY = new Factory();

  private SerialFilter() {}

  /**
   * Forbids deserialization permanently. Calling it again has no effect.
   *
   * @throws ClusterRefused if this process was started with a filter or a factory that may admit objects and cannot be
   *     replaced
   */
  public static void refuseAll() {
    boolean everyStream = isFactorySet();
    ObjectInputFilter set = filter();
    if (set == null) {
      Config.setSerialFilter(Config.createFilter(NOTHING));
    } else if (!everyStream && !NOTHING.equals(set.toString())) {
      throw new ClusterRefused("jdk.serialFilter is \"" + set + "\", which may let objects of others in: take it away");
    }
  }

  private static ObjectInputFilter filter() {
    try {
      return Config.getSerialFilter();
    } catch (IllegalStateException malformed) {
      throw new ClusterRefused("jdk.serialFilter: " + malformed.getMessage(), malformed);
    }
  }

  /** If a stream was opened before, the built-in factory stays, which applies the filter alone. */
  private static boolean isFactorySet() {
    try {
      Config.setSerialFilterFactory(FACTORY);
      return true;
    } catch (IllegalStateException thereIsOne) {
      BinaryOperator<ObjectInputFilter> factory = Config.getSerialFilterFactory();
      if (factory != FACTORY && !BUILT_IN.equals(factory.getClass().getName())) {
        throw new ClusterRefused("jdk.serialFilterFactory is set, and may let objects of others in: take it away");
      }
      return factory == FACTORY;
    }
  }

  private static final class Factory implements BinaryOperator<ObjectInputFilter> {
    private static final ObjectInputFilter REFUSES = asked -> Status.REJECTED;

    @Override
    public ObjectInputFilter apply(ObjectInputFilter current, ObjectInputFilter next) {
      return REFUSES;
    }
  }
}
