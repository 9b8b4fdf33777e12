package dev.ally.cluster;

import java.io.DataInput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jgroups.Address;
import org.jgroups.EmptyMessage;
import org.jgroups.Event;
import org.jgroups.Message;
import org.jgroups.PhysicalAddress;
import org.jgroups.View;
import org.jgroups.blocks.cs.NioServer;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.util.ByteArrayDataInputStream;
import org.jgroups.util.NameCache;
import org.jgroups.util.Util;
import org.slf4j.LoggerFactory;

/**
 * JGroups' failure detection by sockets, with limits for messages of unknown senders. Its port is in clear and asks for
 * no certificate. FD_SOCK2 alone allocates as many bytes as a sender announces, creates the objects that a message
 * contains, and logs a stack trace for each message that it cannot read.
 *
 * <p>It also tells {@link Members} who is a member, and whether a member that is gone had said goodbye. A goodbye is a
 * message by which a member says of itself that it is not suspected. FD_SOCK2 sends no such message, and a node without
 * this class ignores it.
 *
 * <p>Public, because JGroups creates it by the name in {@code stack.xml}.
 */
public final class Detection extends FD_SOCK2 {
  /** A node sends its address and the name of its cluster: some sixty bytes. */
  private static final int LONGEST_BYTES = 1024;

  /** The first byte of a message that has a sender and no destination. */
  private static final byte SENDER_ALONE = 2;

  private static final short HEADER = new FdHeader().getMagicId();

  /** So often, and so many milliseconds after each other, the name of a new member is looked for. */
  private static final int LOOKS = 20;
  private static final int LOOK_AGAIN_MILLIS = 100;

  private final Members members = new Members(LoggerFactory.getLogger(Members.class),
      member -> (PhysicalAddress) down_prot.down(new Event(Event.GET_PHYSICAL_ADDRESS, member)));

  private volatile View latest;

  public Detection() {
    setId(ClassConfigurator.getProtocolId(FD_SOCK2.class));
  }

  @Override
  protected NioServer createServer(int[] ports) {
    for (int port : ports) {
      try {
        NioServer server = new DetectionPort(getThreadFactory(), getSocketFactory(), bind_addr, port);
        server.setMaxLength(LONGEST_BYTES);
        return server;
      } catch (Exception taken) {
        log.debug("%s: not on port %d: %s", local_addr, port, taken);
      }
    }
    throw new IllegalStateException("failure detection finds none of these ports free: " + Arrays.toString(ports));
  }

  /** Tells the other members that this one is about to leave. */
  void sayGoodbye() {
    down_prot.down(new EmptyMessage().setFlag(Message.Flag.OOB).putHeader(id, goodbye(local_addr)));
  }

  private static FdHeader goodbye(Address of) {
    return new FdHeader(FdHeader.UNSUSPECT).mbrs(List.of(of));
  }

  @Override
  protected Object handle(FdHeader header, Address sender) {
    // Its fields are not visible here, but its text has them all.
    if (header.toString().equals(goodbye(sender).toString())) {
      members.leaves(sender);
    }
    return super.handle(header, sender);
  }

  @Override
  protected void handleView(View view) {
    super.handleView(view);
    latest = view;
    tell(view, LOOKS);
  }

  /** Who is a member is known a moment before its name. */
  private void tell(View view, int looks) {
    boolean named = view.getMembers().stream().allMatch(member -> NameCache.get(member) != null);
    if (!named && looks > 0) {
      getTransport().getTimer()
          .schedule(() -> tell(view, looks - 1), LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    synchronized (members) {
      if (view == latest) {
        members.are(view.getMembers(), local_addr);
      }
    }
  }

  /**
   * @throws IllegalArgumentException if it is not a message of a node; {@link DetectionPort} then closes the connection
   */
  @Override
  public void receive(Address sender, byte[] bytes, int offset, int length) {
    try {
      requireOurs(new ByteArrayDataInputStream(bytes, offset, length));
      receive(sender, new ByteArrayDataInputStream(bytes, offset, length));
    } catch (Exception e) {
      throw new IllegalArgumentException("that is not a message of failure detection", e);
    }
  }

  /** Reads, as {@code BaseMessage} does, up to the class of the first header. */
  private void requireOurs(DataInput in) throws IOException, ClassNotFoundException {
    byte addresses = in.readByte();
    in.readShort();
    if (addresses != SENDER_ALONE || Util.readAddress(in) == null
        || in.readShort() != 1 || in.readShort() != id || in.readShort() != HEADER) {
      throw new IOException("other addresses or headers");
    }
  }
}
