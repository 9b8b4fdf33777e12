package dev.ally.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;

/** Where commands print to. Unlike a writer to a {@link PrintStream} it tells when what was printed is lost. */
public final class StandardOutput extends Writer {
  private final Writer out;
  private final PrintStream stream;
  private boolean used;

  private StandardOutput(Writer out, PrintStream stream) {
    this.out = out;
    this.stream = stream;
  }

  /**
   * A writer whose {@link PrintWriter#checkError()} is true where something printed to it could not be written.
   *
   * @param out writes to the stream
   */
  public static PrintWriter of(Writer out, PrintStream stream) {
    return new PrintWriter(new StandardOutput(out, stream), true);
  }

  @Override
  public void write(char[] text, int from, int length) throws IOException {
    used = true;
    out.write(text, from, length);
  }

  /** A stream that failed for others, such as a server's log, is no failure of who printed nothing. */
  @Override
  public void flush() throws IOException {
    out.flush();
    if (used && stream.checkError()) {
      throw new IOException("standard output cannot be written");
    }
  }

  @Override
  public void close() throws IOException {
    flush();
  }
}
