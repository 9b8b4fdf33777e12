package dev.ally.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * TCP ports for processes that are told theirs before they start. They lie below those that the system gives to
 * clients ({@code ip_local_port_range}); of those, one that was free a moment ago may be some connection's own.
 */
public final class Ports {
  private static final int FIRST = 10_000;
  private static final int SHARES = 11;
  private static final int OF_A_SHARE = 2_000;
  private static final int CONNECT_MILLIS = 1_000;

  /** Held while this JVM runs: the first port of its share, so that another JVM takes another share. */
  private static final ServerSocket HELD = takeShare();
  private static final int LOWEST = HELD.getLocalPort() + 1;
  private static final int HIGHEST = HELD.getLocalPort() + OF_A_SHARE;

  /** Counted on, so that none is given twice while the one who got it still starts. */
  private static final AtomicInteger NEXT = new AtomicInteger(LOWEST);

  private Ports() {
  }

  /** A port that nobody listens on. */
  public static int free() {
    return inARow(1);
  }

  /** The first of so many in a row that nobody listens on. */
  public static int inARow(int count) {
    for (int tried = 0; tried < HIGHEST - LOWEST; tried++) {
      int first = NEXT.getAndUpdate(next -> next + count < HIGHEST ? next + count : LOWEST);
      if (IntStream.range(first, first + count).allMatch(Ports::isFree)) {
        return first;
      }
    }
    throw new IllegalStateException("no free ports");
  }

  /** Whether somebody listens on a port of the loopback address. */
  public static boolean isListening(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), CONNECT_MILLIS);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static ServerSocket takeShare() {
    return IntStream.range(0, SHARES)
        .mapToObj(share -> listen(FIRST + share * OF_A_SHARE))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("other JVMs hold all ports"));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = listen(port).orElse(null)) {
      return socket != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<ServerSocket> listen(int port) {
    try {
      return Optional.of(new ServerSocket(port));
    } catch (IOException taken) {
      return Optional.empty();
    }
  }
}
