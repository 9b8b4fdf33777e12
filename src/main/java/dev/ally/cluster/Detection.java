package dev.ally.cluster;

import java.io.DataInput;
import java.io.IOException;
import java.util.Arrays;
import org.jgroups.Address;
import org.jgroups.blocks.cs.NioServer;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.util.ByteArrayDataInputStream;
import org.jgroups.util.Util;

/**
 * JGroups' failure detection by sockets, behind a port that takes no more of a stranger than nodes need to say. It is
 * in clear and asks for no certificate: FD_SOCK2 alone makes room for messages as long as whoever reaches it says,
 * builds whatever he puts in them, and writes a stack trace for each that it cannot read.
 *
 * <p>Public, since JGroups makes it by the name that stands in {@code stack.xml}.
 */
public final class Detection extends FD_SOCK2 {
  /** A node says who it is and of which cluster: some sixty bytes. */
  private static final int LONGEST_BYTES = 1024;

  /** The first byte of a message that names its sender and nobody whom it is for. */
  private static final byte SENDER_ALONE = 2;

  private static final short HEADER = new FdHeader().getMagicId();

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

  /** @throws IllegalArgumentException when it is no message of nodes; {@link DetectionPort} ends the connection then */
  @Override
  public void receive(Address sender, byte[] bytes, int offset, int length) {
    try {
      requireOurs(new ByteArrayDataInputStream(bytes, offset, length));
      receive(sender, new ByteArrayDataInputStream(bytes, offset, length));
    } catch (Exception e) {
      throw new IllegalArgumentException("that is no message of failure detection", e);
    }
  }

  /** Reads, as {@code BaseMessage} does, up to the point where a message says of what class its headers are made. */
  private void requireOurs(DataInput in) throws IOException, ClassNotFoundException {
    byte addresses = in.readByte();
    in.readShort();
    if (addresses != SENDER_ALONE || Util.readAddress(in) == null
        || in.readShort() != 1 || in.readShort() != id || in.readShort() != HEADER) {
      throw new IOException("other addresses or headers");
    }
  }
}
