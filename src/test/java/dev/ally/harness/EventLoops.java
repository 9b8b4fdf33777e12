package dev.ally.harness;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The processor time that event loops take, by their own count: what else the machine does is no part of it. */
public final class EventLoops {
  /** What one request may take of one event loop (security.md). */
  public static final Duration LONGEST = Duration.ofMillis(50);

  /** A class that is loaded, or code that is compiled anew, costs once; what an input costs it costs each time. */
  private static final int MEASUREMENTS = 4;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private EventLoops() {}

  /** What one event loop at most was busy while this was done, the least of several times if it was long at first. */
  public static Duration busyWith(Runnable work) {
    Duration least = busyOnceWith(work);
    for (int more = 1; more < MEASUREMENTS && least.compareTo(LONGEST) > 0; more++) {
      Duration again = busyOnceWith(work);
      least = again.compareTo(least) < 0 ? again : least;
    }
    return least;
  }

  /** The same, measured once. */
  public static Duration busyOnceWith(Runnable work) {
    Map<Long, Long> before = spentNanos();
    work.run();
    return spentNanos().entrySet().stream()
        .map(loop -> Duration.ofNanos(loop.getValue() - before.getOrDefault(loop.getKey(), 0L)))
        .max(Duration::compareTo).orElse(Duration.ZERO);
  }

  private static Map<Long, Long> spentNanos() {
    Map<Long, Long> spent = new HashMap<>();
    Thread[] threads = new Thread[Thread.activeCount() + 100];
    ThreadGroup all = Thread.currentThread().getThreadGroup();
    while (all.getParent() != null) {
      all = all.getParent();
    }
    all.enumerate(threads);
    Arrays.stream(threads).filter(Objects::nonNull)
        .filter(thread -> thread.getName().startsWith("vert.x-eventloop-thread-"))
        .forEach(thread -> spent.put(thread.getId(), Math.max(0, THREADS.getThreadCpuTime(thread.getId()))));
    return spent;
  }
}
