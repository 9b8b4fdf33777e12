package dev.ally.cluster;

import dev.ally.bus.cluster.ThrottledWarnings;
import java.io.EOFException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jgroups.util.DefaultSocketFactory;
import org.slf4j.LoggerFactory;

/**
 * The sockets of the cluster's port: TLS 1.3, with a certificate of every client. JGroups accepts in one thread, which
 * would wait for each handshake, however slow the client is. So handshakes are made here, concurrently and each within
 * a limit, and JGroups gets only connections of members.
 */
final class ClusterDoor extends DefaultSocketFactory {
  /** The limit of a handshake, which takes nodes some ten milliseconds. */
  static final Duration LIMIT = Duration.ofSeconds(5);
  /**
   * What Java says of a peer that gave up: TLS ends such a handshake with an alert of two bytes in clear, where Java
   * expects an encrypted record.
   */
  private static final String ALERT_IN_CLEAR = "Insufficient buffer remaining for AEAD cipher fragment (2)";

  private static final String TOO_SLOW = "no handshake within " + LIMIT.toSeconds() + " s";

  /** The most handshakes at a time; beyond that, the oldest one is dropped. */
  static final int MOST = 64;

  private static final ThreadFactory THREADS = work -> {
    Thread thread = new Thread(work, "cluster-door");
    thread.setDaemon(true);
    return thread;
  };

  private final ThrottledWarnings warnings = new ThrottledWarnings(LoggerFactory.getLogger(ClusterDoor.class));
  private final SSLContext context;
  private final SSLParameters parameters;

  ClusterDoor(SSLContext context) {
    super(context);
    this.context = context;
    this.parameters = context.getDefaultSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3"});
    parameters.setNeedClientAuth(true);
    setServerSocketConfigurator(socket -> ((SSLServerSocket) socket).setSSLParameters(parameters));
  }

  @Override
  public ServerSocket createServerSocket(String service) throws IOException {
    return new Door();
  }

  private void refused(Socket socket, String why) {
    warnings.tell("connection(s) at the cluster, the last from " + socket.getRemoteSocketAddress(), why);
  }

  private final class Door extends ServerSocket {
    /** An empty element means that the server socket was closed. */
    private final BlockingQueue<Optional<Socket>> accepted = new LinkedBlockingQueue<>();
    private final Set<Handshake> handshakes = new LinkedHashSet<>();
    private final ExecutorService workers = Executors.newCachedThreadPool(THREADS);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(THREADS);
    private boolean isListening;

    private Door() throws IOException {}

    @Override
    public Socket accept() throws IOException {
      startListening();
      try {
        return accepted.take().orElseThrow(() -> new SocketException("Socket closed"));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SocketException("Socket closed");
      }
    }

    private synchronized void startListening() {
      if (!isListening && !isClosed()) {
        isListening = true;
        workers.execute(this::listen);
      }
    }

    private void listen() {
      while (!isClosed()) {
        try {
          connected(super.accept());
        } catch (IOException e) {
          if (!isClosed()) {
            warnings.tell("connection(s) at the cluster", e.getMessage());
          }
        }
      }
    }

    private void connected(Socket socket) {
      Handshake handshake = new Handshake(socket);
      synchronized (handshakes) {
        if (handshakes.size() >= MOST) {
          Handshake longest = handshakes.iterator().next();
          handshakes.remove(longest);
          longest.shut("newer connections came");
        }
        handshakes.add(handshake);
      }
      try {
        workers.execute(() -> shakeHands(handshake));
      } catch (RejectedExecutionException closed) {
        handshake.end();
      }
    }

    private void shakeHands(Handshake handshake) {
      try {
        ScheduledFuture<?> limit =
            clock.schedule(() -> handshake.shut(TOO_SLOW), LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(handshake.socket, null, true);
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        limit.cancel(false);
        accepted.add(Optional.of(tls));
      } catch (IOException | RuntimeException e) {
        handshake.failed(e);
      } finally {
        synchronized (handshakes) {
          handshakes.remove(handshake);
        }
      }
    }

    @Override
    public void close() throws IOException {
      super.close();
      workers.shutdown();
      clock.shutdownNow();
      synchronized (handshakes) {
        handshakes.forEach(Handshake::end);
      }
      for (Optional<Socket> left = accepted.poll(); left != null; left = accepted.poll()) {
        if (left.isPresent()) {
          left.get().close();
        }
      }
      accepted.add(Optional.empty());
    }
  }

  /** A connection during its handshake. */
  private final class Handshake {
    private final Socket socket;
    private volatile String shutBecause;
    private volatile boolean ended;

    private Handshake(Socket socket) {
      this.socket = socket;
    }

    /** Closes the socket; the thread of the handshake then fails, and logs the reason. */
    private void shut(String why) {
      shutBecause = why;
      close();
    }

    /** Closes the socket because the node is stopping, which is not logged. */
    private void end() {
      ended = true;
      close();
    }

    private void close() {
      try {
        socket.close();
      } catch (IOException alreadyGone) {
        // Closed already.
      }
    }

    private void failed(Exception cause) {
      String why = shutBecause;
      if (!ended && (why != null || !left(cause))) {
        refused(socket, why == null ? cause.getMessage() : why);
      }
      shut(cause.getMessage());
    }

    /** Whether the peer closed the connection itself, as a check of the port does, or a node that is stopped. */
    private static boolean left(Exception cause) {
      return cause instanceof SocketException || cause.getCause() instanceof EOFException
          || String.valueOf(cause.getMessage()).startsWith(ALERT_IN_CLEAR);
    }
  }
}
