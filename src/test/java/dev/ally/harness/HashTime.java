package dev.ally.harness;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/** Processor time of the threads that hash, which no other work of the machine disturbs. */
public final class HashTime {
  private HashTime() {
  }

  /**
   * What a login costs them, in nanoseconds: the least of a few, since what runs for the first time costs more; of no
   * more than go without a wait.
   */
  public static long least(Runnable login) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      long before = nanos();
      login.run();
      least = Math.min(least, nanos() - before);
    }
    return least;
  }

  private static long nanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long nanos = 0;
    for (long id : threads.getAllThreadIds()) {
      ThreadInfo info = threads.getThreadInfo(id);
      if (info != null && info.getThreadName().startsWith("ally-hash")) {
        nanos += threads.getThreadCpuTime(id);
      }
    }
    return nanos;
  }
}
