package dev.ally.cluster;

import dev.ally.bus.cluster.ThrottledWarnings;
import java.io.DataInput;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jgroups.BaseMessage;
import org.jgroups.BytesMessage;
import org.jgroups.EmptyMessage;
import org.jgroups.FragmentedMessage;
import org.jgroups.Header;
import org.jgroups.Message;
import org.jgroups.MessageFactory;
import org.jgroups.ObjectMessage;
import org.jgroups.blocks.RequestCorrelator;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.protocols.FailureDetection.HeartbeatHeader;
import org.jgroups.protocols.FcHeader;
import org.jgroups.protocols.FragHeader;
import org.jgroups.protocols.MERGE3.MergeHeader;
import org.jgroups.protocols.PingHeader;
import org.jgroups.protocols.TpHeader;
import org.jgroups.protocols.UnicastHeader3;
import org.jgroups.protocols.VERIFY_SUSPECT2.VerifyHeader;
import org.jgroups.protocols.pbcast.GMS.GmsHeader;
import org.jgroups.protocols.pbcast.NakAckHeader2;
import org.jgroups.protocols.pbcast.STABLE.StableHeader;
import org.jgroups.util.Digest;
import org.jgroups.util.MutableDigest;
import org.jgroups.util.SeqnoList;
import org.jgroups.util.SizeStreamable;
import org.jgroups.util.Util;
import org.slf4j.LoggerFactory;

/**
 * Reads only the messages that the protocols of {@code stack.xml} exchange. JGroups alone also deserializes Java
 * objects, and creates objects of any class that a message or a header names.
 */
final class PlainMessages implements MessageFactory {
  private static final byte HAS_DESTINATION = 1;
  private static final byte HAS_SENDER = 2;

  private static final Set<Class<? extends Header>> HEADERS = Set.of(
      TpHeader.class, PingHeader.class, MergeHeader.class, FD_SOCK2.FdHeader.class, HeartbeatHeader.class,
      VerifyHeader.class, NakAckHeader2.class, UnicastHeader3.class, StableHeader.class, GmsHeader.class,
      FcHeader.class, FragHeader.class, RequestCorrelator.Header.class);

  /** Lists of missing and of received messages, by the numbers of JGroups. */
  private static final Map<Short, Supplier<SizeStreamable>> OBJECTS = Map.of(
      ClassConfigurator.getMagicNumber(SeqnoList.class), SeqnoList::new,
      ClassConfigurator.getMagicNumber(Digest.class), Digest::new,
      ClassConfigurator.getMagicNumber(MutableDigest.class), MutableDigest::new);

  private final ThrottledWarnings warnings = new ThrottledWarnings(LoggerFactory.getLogger(PlainMessages.class));

  @Override
  @SuppressWarnings("unchecked")
  public <T extends Message> T create(short type) {
    return (T) switch (type) {
      case Message.EMPTY_MSG -> new Empty();
      case Message.BYTES_MSG -> new Bytes();
      case Message.FRAG_MSG -> new Fragment();
      case Message.OBJ_MSG -> new Numbers();
      default -> throw new IllegalArgumentException(refused("a message of the type " + type).getMessage());
    };
  }

  @Override
  public <M extends MessageFactory> M register(short type, Supplier<? extends Message> maker) {
    throw new UnsupportedOperationException("messages of other types are not read");
  }

  private IOException refused(String what) {
    warnings.tell("message(s) at the cluster, by a member of the cluster", what);
    return new IOException("refused: " + what);
  }

  /** Reads what {@code BaseMessage} does, except the payload. */
  private void readHead(BaseMessage message, DataInput in) throws IOException, ClassNotFoundException {
    byte parts = in.readByte();
    message.setFlag(in.readShort(), false);
    if ((parts & HAS_DESTINATION) != 0) {
      message.setDest(Util.readAddress(in));
    }
    if ((parts & HAS_SENDER) != 0) {
      message.setSrc(Util.readAddress(in));
    }
    int headers = in.readShort();
    for (int i = 0; i < headers; i++) {
      short protocol = in.readShort();
      Header header = ClassConfigurator.create(in.readShort());
      if (!HEADERS.contains(header.getClass())) {
        throw refused("a header " + header.getClass().getName());
      }
      header.readFrom(in);
      message.putHeader(protocol, header);
    }
    if (message.isFlagSet(Message.Flag.SERIALIZED)) {
      throw refused("a serialised object");
    }
  }

  private final class Empty extends EmptyMessage {
    @Override
    public void readFrom(DataInput in) throws IOException, ClassNotFoundException {
      readHead(this, in);
      readPayload(in);
    }
  }

  private final class Bytes extends BytesMessage {
    @Override
    public void readFrom(DataInput in) throws IOException, ClassNotFoundException {
      readHead(this, in);
      readPayload(in);
    }
  }

  private final class Fragment extends FragmentedMessage {
    @Override
    public void readFrom(DataInput in) throws IOException, ClassNotFoundException {
      readHead(this, in);
      readPayload(in);
    }
  }

  private final class Numbers extends ObjectMessage {
    @Override
    public void readFrom(DataInput in) throws IOException, ClassNotFoundException {
      readHead(this, in);
      readPayload(in);
    }

    @Override
    public void readPayload(DataInput in) throws IOException, ClassNotFoundException {
      if (in.readByte() == 0) {
        return;
      }
      Supplier<SizeStreamable> maker = OBJECTS.get(in.readShort());
      if (maker == null) {
        throw refused("an object of another class");
      }
      SizeStreamable object = maker.get();
      object.readFrom(in);
      setObject(object);
    }
  }
}
