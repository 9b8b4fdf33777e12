package dev.ally.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What processes have used of the machine, as Linux tells it in {@code /proc}. */
final class Machine {
  /** Of {@code USER_HZ}, which is 100 on every Linux that one meets. */
  private static final double TICK_SECONDS = 0.01;
  private static final int UTIME = 11;
  private static final int STIME = 12;
  private static final int CSTIME = 14;
  private static final int IDLE = 4;
  private static final int IOWAIT = 5;

  private Machine() {}

  static boolean tells() {
    return Files.isReadable(Path.of("/proc/self/stat"));
  }

  /** Seconds of processor time of these processes and of all that they started, ended or not. */
  static double cpuSeconds(Collection<Long> pids) {
    Set<Long> all = new HashSet<>(pids);
    for (long pid : pids) {
      ProcessHandle.of(pid).ifPresent(process -> process.descendants().forEach(child -> all.add(child.pid())));
    }
    return all.stream().mapToDouble(Machine::cpuSeconds).sum();
  }

  /** Seconds in which the processors had nothing to do, all of them together. */
  static double idleSeconds() {
    try {
      String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +");
      return (Long.parseLong(fields[IDLE]) + Long.parseLong(fields[IOWAIT])) * TICK_SECONDS;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Seconds of processor time of this process alone. */
  static double ownCpuSeconds() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
  }

  /** Seconds of processor time of those threads of these processes whose names begin so. */
  static double cpuSecondsOfThreads(Collection<Long> pids, String name) {
    double sum = 0;
    for (long pid : pids) {
      try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
        sum += threads.filter(thread -> isNamed(thread, name))
            .mapToDouble(thread -> cpuSeconds(thread.resolve("stat"), STIME)).sum();
      } catch (IOException gone) {
        continue;
      }
    }
    return sum;
  }

  private static boolean isNamed(Path thread, String name) {
    try {
      return Files.readString(thread.resolve("comm")).startsWith(name);
    } catch (IOException gone) {
      return false;
    }
  }

  private static double cpuSeconds(long pid) {
    return cpuSeconds(Path.of("/proc/" + pid + "/stat"), CSTIME);
  }

  private static double cpuSeconds(Path file, int lastField) {
    try {
      String stat = Files.readString(file);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = 0;
      for (int field = UTIME; field <= lastField; field++) {
        ticks += Long.parseLong(fields[field]);
      }
      return ticks * TICK_SECONDS;
    } catch (IOException gone) {
      return 0;
    }
  }

  /** MiB of memory that the processes held at most, each at its own worst. */
  static double peakResidentMib(Collection<Long> pids) {
    return pids.stream().mapToDouble(pid -> statusKib(pid, "VmHWM:") / 1024).sum();
  }

  private static double statusKib(long pid, String name) {
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/status"));
      return lines.stream().filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", ""))).findFirst().orElse(0);
    } catch (IOException gone) {
      return 0;
    }
  }
}
