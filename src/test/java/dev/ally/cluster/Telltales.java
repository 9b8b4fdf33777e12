package dev.ally.cluster;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;
import org.infinispan.commons.marshall.Externalizer;
import org.infinispan.commons.marshall.SerializeWith;
import org.jgroups.auth.AuthToken;
import org.jgroups.Message;
import org.jgroups.util.SizeStreamable;

/** Objects that tell when one of them is made out of what was sent. */
@SuppressWarnings("removal")
public final class Telltales {
  /** How often that has happened. */
  public static final AtomicInteger MADE = new AtomicInteger();

  private Telltales() {}

  /** Tells when it is deserialised. */
  public static final class Serialised implements Serializable {
    private static final long serialVersionUID = 1L;

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      MADE.incrementAndGet();
    }
  }

  /** Tells when one is made by the name of its class. */
  public static final class Named implements SizeStreamable {
    public Named() {
      MADE.incrementAndGet();
    }

    @Override
    public int serializedSize() {
      return 0;
    }

    @Override
    public void writeTo(DataOutput out) {}

    @Override
    public void readFrom(DataInput in) {}
  }

  /** The same, in a header. */
  public static final class Token extends AuthToken {
    public Token() {
      MADE.incrementAndGet();
    }

    @Override
    public String getName() {
      return Token.class.getName();
    }

    @Override
    public int size() {
      return 0;
    }

    @Override
    public boolean authenticate(AuthToken token, Message message) {
      return false;
    }

    @Override
    public void writeTo(DataOutput out) {}

    @Override
    public void readFrom(DataInput in) {}
  }

  /** Tells when one is made of a text, as exceptions are. */
  public static final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Thrown(String text) {
      super(text);
      MADE.incrementAndGet();
    }
  }

  /** Is read by a class that it names. */
  @SerializeWith(Telltales.OwnReader.class)
  public static final class Annotated {}

  public static final class OwnReader implements Externalizer<Annotated> {
    private static final long serialVersionUID = 1L;

    public OwnReader() {
      MADE.incrementAndGet();
    }

    @Override
    public void writeObject(ObjectOutput out, Annotated object) {}

    @Override
    public Annotated readObject(ObjectInput in) {
      return new Annotated();
    }
  }

  /** Tells when it is loaded and initialised, which the test itself does not do. */
  public static final class Loaded {
    static {
      MADE.incrementAndGet();
    }
  }
}
