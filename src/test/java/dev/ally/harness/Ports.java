package dev.ally.harness;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * TCP ports for processes that are told theirs before they start. They lie below those that the system gives to
 * clients ({@code ip_local_port_range}); of those, one that was free a moment ago may be some connection's own.
 */
public final class Ports {
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 32_000;

  /** Begun anywhere, since other JVMs choose too, and counted on, so that this one gives none twice. */
  private static final AtomicInteger NEXT = new AtomicInteger(ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST));

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

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
