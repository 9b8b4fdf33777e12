package dev.ally.cluster;

import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.infinispan.commons.CacheException;
import org.infinispan.commons.marshall.AdvancedExternalizer;
import org.infinispan.commons.marshall.Externalizer;
import org.infinispan.commons.marshall.MarshallUtil;
import org.infinispan.factories.KnownComponentNames;
import org.infinispan.factories.impl.BasicComponentRegistry;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.marshall.core.GlobalMarshaller;
import org.infinispan.marshall.core.Ids;
import org.infinispan.marshall.core.impl.ClassToExternalizerMap.IdToExternalizerMap;
import org.infinispan.marshall.exts.ThrowableExternalizer;

/**
 * Keeps Infinispan from creating objects of any class that a member names. Infinispan deserializes a request before it
 * decides what to do with it. It would load the class of a lambda, create an object of any class with a constructor
 * without parameters and, as an exception, of any class whose constructor takes a text, for example one that writes a
 * file.
 *
 * <p>Nodes name only constants and readers of Infinispan itself, which are allowed. Exceptions of other classes are
 * read as their name and message.
 */
@SuppressWarnings({"removal", "rawtypes"})
final class MapReader {
  private static final String READERS = "reverseInternalExts";
  private static final String CLASSES = "classLoader";
  private static final String OF_INFINISPAN = "org.infinispan.";
  /** Infinispan's own exceptions have the numbers from 0 to this one, except one; for other numbers a name follows. */
  private static final short LAST_EXCEPTION = 26;
  private static final short NO_EXCEPTION = 17;

  private MapReader() {}

  /** @param caches not started yet */
  static void restrict(DefaultCacheManager caches) {
    BasicComponentRegistry registry = caches.getGlobalComponentRegistry().getComponent(BasicComponentRegistry.class);
    Object marshaller =
        registry.getComponent(KnownComponentNames.INTERNAL_MARSHALLER, GlobalMarshaller.class).running();
    try {
      Field readers = field(READERS);
      readers.set(marshaller, new Readers((IdToExternalizerMap) readers.get(marshaller)));
      field(CLASSES).set(marshaller, new NoClasses());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Infinispan reads what members send in another way than it did", e);
    }
  }

  private static Field field(String name) throws NoSuchFieldException {
    Field field = GlobalMarshaller.class.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  /** Loads the classes that a lambda names: none. */
  private static final class NoClasses extends ClassLoader {
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      throw new ClassNotFoundException("refused: the class " + name);
    }
  }

  private record Readers(IdToExternalizerMap all) implements IdToExternalizerMap {
    @Override
    public AdvancedExternalizer get(int id) {
      if (id == Ids.CLASS) {
        return new NamedClass();
      }
      return id == Ids.EXCEPTIONS ? new KnownException() : all.get(id);
    }

    @Override
    public void put(int id, AdvancedExternalizer reader) {
      all.put(id, reader);
    }

    @Override
    public void clear() {
      all.clear();
    }
  }

  /** Replaces one of Infinispan's readers; never writes. */
  private abstract static class Reader<T> implements AdvancedExternalizer<T> {
    private static final long serialVersionUID = 1L;

    @Override
    public Set<Class<? extends T>> getTypeClasses() {
      return Set.of();
    }

    @Override
    public void writeObject(ObjectOutput out, T object) {
      throw new UnsupportedOperationException("it reads");
    }
  }

  private static final class NamedClass extends Reader<Class<?>> {
    private static final long serialVersionUID = 1L;

    @Override
    public Integer getId() {
      return Ids.CLASS;
    }

    /** Allows the names of Infinispan's own constants and readers, which nodes send. */
    @Override
    public Class<?> readObject(ObjectInput in) throws IOException, ClassNotFoundException {
      String name = in.readUTF();
      if (name.startsWith(OF_INFINISPAN)) {
        Class<?> named = Class.forName(name, false, GlobalMarshaller.class.getClassLoader());
        if (named.isEnum() || Externalizer.class.isAssignableFrom(named)) {
          return named;
        }
      }
      throw new IOException("refused: the class " + name);
    }
  }

  private static final class KnownException extends Reader<Throwable> {
    private static final long serialVersionUID = 1L;

    @Override
    public Integer getId() {
      return Ids.EXCEPTIONS;
    }

    @Override
    public Throwable readObject(ObjectInput in) throws IOException, ClassNotFoundException {
      short kind = in.readShort();
      if (kind >= 0 && kind <= LAST_EXCEPTION && kind != NO_EXCEPTION) {
        return ThrowableExternalizer.INSTANCE.readObject(beginningWith(kind, in));
      }
      String name = in.readUTF();
      String text = MarshallUtil.unmarshallString(in);
      CacheException said = new CacheException(name + ": " + text, (Throwable) in.readObject());
      Throwable[] suppressed = MarshallUtil.unmarshallArray(in, Throwable[]::new);
      for (int i = 0; suppressed != null && i < suppressed.length; i++) {
        said.addSuppressed(suppressed[i]);
      }
      return said;
    }

    /** An input that returns the number again, which was read already. */
    private static ObjectInput beginningWith(short kind, ObjectInput in) {
      return (ObjectInput) Proxy.newProxyInstance(
          MapReader.class.getClassLoader(), new Class<?>[] {ObjectInput.class}, new InvocationHandler() {
            private boolean begun;

            @Override
            public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
              if (!begun) {
                begun = true;
                return kind;
              }
              try {
                return method.invoke(in, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }
          });
    }
  }
}
