package dev.ally.cluster;

import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Config;
import java.io.ObjectInputFilter.Status;
import java.util.function.BinaryOperator;

/**
 * Forbids Java deserialization in this process: nothing that is sent to it becomes a Java object by
 * {@code ObjectInputStream.readObject}, whichever library reads it (JEP 290, JEP 415).
 *
 * <p>It sets the filter for the whole process, {@code !*}, and a filter factory, without which a stream could be given
 * a filter of its own instead. A filter that an operator has set ({@code -Djdk.serialFilter}) cannot be replaced; with
 * the factory it is not asked any more, so that the result is as strict.
 */
public final class SerialFilter {
  private static final String NOTHING = "!*";
  private static final String BUILT_IN = "java.io.ObjectInputFilter$Config$BuiltinFilterFactory";
  private static final Factory FACTORY = new Factory();

  private SerialFilter() {}

  /**
   * Forbids it, from now on and for good. Calling it again changes nothing.
   *
   * @throws ClusterRefused when this process was started with a filter or a factory that may let objects in, and that
   *     cannot be replaced
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

  /** A stream that was opened before keeps the built-in factory in place, which is content with the filter alone. */
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
