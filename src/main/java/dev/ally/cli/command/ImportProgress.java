package dev.ally.cli.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Says each second how far an import has come. */
final class ImportProgress implements AutoCloseable {
  private static final double NANOS_OF_A_SECOND = Duration.ofSeconds(1).toNanos();

  private final int lines;
  private final PrintWriter err;
  private final AtomicInteger done = new AtomicInteger();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
    Thread thread = new Thread(work, "progress");
    thread.setDaemon(true);
    return thread;
  });
  private long startNanos;

  ImportProgress(int lines, PrintWriter err) {
    this.lines = lines;
    this.err = err;
  }

  void begin() {
    startNanos = System.nanoTime();
    timer.scheduleAtFixedRate(this::print, 1, 1, TimeUnit.SECONDS);
  }

  void add(int more) {
    done.addAndGet(more);
  }

  /** The last line. */
  void end() {
    timer.shutdownNow();
    print();
  }

  private void print() {
    double seconds = Math.max(0.001, (System.nanoTime() - startNanos) / NANOS_OF_A_SECOND);
    err.println(text(done.get(), lines, seconds));
  }

  /** How long the rest takes is not known before the first lines are done. */
  static String text(int done, int lines, double seconds) {
    double rate = done / seconds;
    String soFar = done + " of " + lines + " lines, " + Math.round(rate) + " lines/s";
    if (done == lines) {
      return soFar + ", 0 s remaining";
    }
    return done == 0 ? soFar : soFar + ", " + (long) Math.ceil((lines - done) / rate) + " s remaining";
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
