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
 * The sockets of the cluster's port: TLS 1.3, and whoever connects shows a certificate. JGroups has one thread that
 * accepts, and would wait in it for each handshake, however slowly somebody sends it. So handshakes are made here, side
 * by side and each within a time, and JGroups is given connections of members alone.
 */
final class ClusterDoor extends DefaultSocketFactory {
  /** For a whole handshake, which takes nodes some ten milliseconds. */
  static final Duration LIMIT = Duration.ofSeconds(2);

  private static final String TOO_SLOW = "no handshake within " + LIMIT.toSeconds() + " s";

  /** At once in their handshakes; then the one that is longest at it makes room. */
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
    return new Doorway();
  }

  private void refused(Socket socket, String why) {
    warnings.tell("connection(s) at the cluster, the last from " + socket.getRemoteSocketAddress(), why);
  }

  private final class Doorway extends ServerSocket {
    /** Nothing in the place of a socket says that the door was closed. */
    private final BlockingQueue<Optional<Socket>> entered = new LinkedBlockingQueue<>();
    private final Set<Knock> knocks = new LinkedHashSet<>();
    private final ExecutorService porters = Executors.newCachedThreadPool(THREADS);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(THREADS);
    private boolean isAttended;

    private Doorway() throws IOException {}

    @Override
    public Socket accept() throws IOException {
      attend();
      try {
        return entered.take().orElseThrow(() -> new SocketException("Socket closed"));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SocketException("Socket closed");
      }
    }

    private synchronized void attend() {
      if (!isAttended && !isClosed()) {
        isAttended = true;
        porters.execute(this::listen);
      }
    }

    private void listen() {
      while (!isClosed()) {
        try {
          knocked(super.accept());
        } catch (IOException e) {
          if (!isClosed()) {
            warnings.tell("connection(s) at the cluster", e.getMessage());
          }
        }
      }
    }

    private void knocked(Socket socket) {
      Knock knock = new Knock(socket);
      synchronized (knocks) {
        if (knocks.size() >= MOST) {
          Knock longest = knocks.iterator().next();
          knocks.remove(longest);
          longest.shut("others came meanwhile");
        }
        knocks.add(knock);
      }
      try {
        porters.execute(() -> shakeHands(knock));
      } catch (RejectedExecutionException closed) {
        knock.shut("the node goes down");
      }
    }

    private void shakeHands(Knock knock) {
      try {
        ScheduledFuture<?> limit =
            clock.schedule(() -> knock.shut(TOO_SLOW), LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(knock.socket, null, true);
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        limit.cancel(false);
        entered.add(Optional.of(tls));
      } catch (IOException | RuntimeException e) {
        knock.failed(e);
      } finally {
        synchronized (knocks) {
          knocks.remove(knock);
        }
      }
    }

    @Override
    public void close() throws IOException {
      super.close();
      porters.shutdown();
      clock.shutdownNow();
      synchronized (knocks) {
        knocks.forEach(knock -> knock.shut("the node goes down"));
      }
      for (Optional<Socket> left = entered.poll(); left != null; left = entered.poll()) {
        if (left.isPresent()) {
          left.get().close();
        }
      }
      entered.add(Optional.empty());
    }
  }

  /** A connection in its handshake. */
  private final class Knock {
    private final Socket socket;
    private volatile String shutBecause;

    private Knock(Socket socket) {
      this.socket = socket;
    }

    /** The thread that shakes hands then fails, and says why. */
    private void shut(String why) {
      shutBecause = why;
      try {
        socket.close();
      } catch (IOException alreadyGone) {
        // As wanted.
      }
    }

    private void failed(Exception cause) {
      // Nobody refused one that left by itself, as one does that only looks whether the port is open.
      boolean left = cause instanceof SocketException || cause.getCause() instanceof EOFException;
      String why = shutBecause;
      if (why != null || !left) {
        refused(socket, why == null ? cause.getMessage() : why);
      }
      shut(cause.getMessage());
    }
  }
}
