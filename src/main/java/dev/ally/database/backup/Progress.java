package dev.ally.database.backup;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Counts what was copied, and says it once a second while the work lasts. */
final class Progress {
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final double MIB = 1024 * 1024;

  private final Consumer<String> line;
  private long saidNanos = System.nanoTime();
  private int tables;
  private long rows;
  private long bytes;

  Progress(Consumer<String> line) {
    this.line = line;
  }

  void bytes(long more) {
    bytes += more;
    if (System.nanoTime() - saidNanos >= EVERY.toNanos()) {
      saidNanos = System.nanoTime();
      line.accept(text() + " so far");
    }
  }

  void table(long itsRows) {
    tables++;
    rows += itsRows;
  }

  /** {@code 45 tables, 1203 rows, 0.4 MiB}; the size is that of the rows as text. */
  String text() {
    return String.format(Locale.ROOT, "%d tables, %d rows, %.1f MiB", tables, rows, bytes / MIB);
  }
}
