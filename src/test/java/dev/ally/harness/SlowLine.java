package dev.ally.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A line between a server and its database, which can be slow, stand still, forget its connections, or lead elsewhere. */
public final class SlowLine implements AutoCloseable {
  private static final int CHUNK_SIZE_BYTES = 16 * 1024;

  private final ServerSocket listening;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private volatile int target;
  private long delayMillis;
  private boolean standsStill;
  /** Connections of older generations carry nothing any more, and are not closed: a firewall that forgot them. */
  private int generation;

  public SlowLine(int target) throws IOException {
    this(InetAddress.getLoopbackAddress(), target);
  }

  /** @param near where it listens, on a port of its own */
  public SlowLine(InetAddress near, int target) throws IOException {
    this.listening = new ServerSocket(0, 100, near);
    this.target = target;
    aside(this::accept);
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** Where it listens: {@code host:port}. */
  public String address() {
    return listening.getInetAddress().getHostAddress() + ":" + port();
  }

  public synchronized void delay(Duration time) {
    delayMillis = time.toMillis();
    notifyAll();
  }

  public synchronized void standStill(boolean still) {
    standsStill = still;
    notifyAll();
  }

  public synchronized void forgetConnections() {
    generation++;
    notifyAll();
  }

  /** Breaks the connections there are, and leads new ones to another server: a name that was moved. */
  public void leadTo(int other) throws IOException {
    target = other;
    for (Socket socket = sockets.poll(); socket != null; socket = sockets.poll()) {
      socket.close();
    }
  }

  private void accept() throws IOException {
    while (true) {
      Socket near = listening.accept();
      try {
        join(near, new Socket(InetAddress.getLoopbackAddress(), target));
      } catch (IOException unreachable) {
        near.close();
      }
    }
  }

  private void join(Socket near, Socket far) throws IOException {
    near.setTcpNoDelay(true);
    far.setTcpNoDelay(true);
    sockets.add(near);
    sockets.add(far);
    int born = generation();
    aside(() -> carry(near, far, born));
    aside(() -> carry(far, near, born));
  }

  private synchronized int generation() {
    return generation;
  }

  private void carry(Socket from, Socket to, int born) throws IOException, InterruptedException {
    try (from; to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] chunk = new byte[CHUNK_SIZE_BYTES];
      for (int size = in.read(chunk); size >= 0; size = in.read(chunk)) {
        hold(born);
        out.write(chunk, 0, size);
      }
      hold(born);
    }
  }

  /** Returns when what has come may go on. */
  private synchronized void hold(int born) throws InterruptedException {
    long arrived = System.nanoTime();
    while (standsStill || born < generation || remaining(arrived) > 0) {
      wait(standsStill || born < generation ? 0 : remaining(arrived));
    }
  }

  private long remaining(long arrivedNanos) {
    return delayMillis - (System.nanoTime() - arrivedNanos) / 1_000_000;
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static void aside(Work work) {
    Thread thread = new Thread(() -> {
      try {
        work.run();
      } catch (IOException | InterruptedException closed) {
        Thread.currentThread().interrupt();
      }
    }, "slow line");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
