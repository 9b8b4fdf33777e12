package dev.ally.cluster;

import dev.ally.bus.cluster.ThrottledWarnings;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jgroups.Address;
import org.jgroups.blocks.cs.NioConnection;
import org.jgroups.blocks.cs.NioServer;
import org.jgroups.util.SocketFactory;
import org.jgroups.util.ThreadFactory;
import org.slf4j.LoggerFactory;

/** The port of {@link Detection}: limits the number of connections, and logs refusals once a second. */
final class DetectionPort extends NioServer {
  /** The most connections. A node has one from its neighbour, and few more while members come and go. */
  static final int MOST = 64;

  private final ThrottledWarnings warnings = new ThrottledWarnings(LoggerFactory.getLogger(DetectionPort.class));
  /** Used only by the thread that accepts and reads. */
  private final List<Guarded> accepted = new ArrayList<>();

  DetectionPort(ThreadFactory threads, SocketFactory sockets, InetAddress host, int port) throws Exception {
    super(threads, sockets, host, port, port, null, 0, 0, "jgroups.nio.server.fd_sock");
  }

  @Override
  protected void handleAccept(SelectionKey key) throws Exception {
    SocketChannel peer = channel.accept();
    if (peer == null) {
      return;
    }
    try {
      if (hasRoom()) {
        Guarded connection = new Guarded(peer);
        connection.key(peer.register(selector, SelectionKey.OP_READ, connection));
        accepted.add(connection);
      } else {
        refused(peer.getRemoteAddress(), "there are " + MOST + " already");
        peer.close();
      }
    } catch (IOException e) {
      peer.close();
      throw e;
    }
  }

  /** Closes connections that have not sent an address yet, if there is no room: a node sends its address at once. */
  private boolean hasRoom() throws IOException {
    accepted.removeIf(NioConnection::isClosed);
    if (accepted.size() == MOST) {
      for (Guarded connection : accepted) {
        if (connection.peerAddress() == null) {
          connection.close();
        }
      }
      accepted.removeIf(NioConnection::isClosed);
    }
    return accepted.size() < MOST;
  }

  @Override
  protected NioConnection createConnection(Address node) throws Exception {
    return new Guarded(node);
  }

  private void refused(Object peer, String why) {
    warnings.tell("connection(s) at failure detection, the last from " + peer, why);
  }

  private final class Guarded extends NioConnection {
    private final Object peer;

    private Guarded(SocketChannel accepted) throws Exception {
      super(accepted, DetectionPort.this);
      peer = accepted.getRemoteAddress();
    }

    private Guarded(Address node) throws Exception {
      super(node, DetectionPort.this);
      peer = node;
    }

    @Override
    public void read() {
      try {
        while (_read()) {
          updateLastAccessed();
        }
      } catch (SocketException | EOFException | ClosedChannelException left) {
        closeConnection(this);
      } catch (Exception e) {
        refused(peer, e.getMessage());
        closeConnection(this);
      }
    }
  }
}
