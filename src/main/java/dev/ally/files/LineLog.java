package dev.ally.files;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** Where a log goes that is made of lines. */
public interface LineLog extends AutoCloseable {
  /**
   * Appends the lines. When it returns, the operating system has them.
   *
   * @param lines without line breaks
   * @throws IOException if some of them may not have been written
   */
  void write(List<String> lines) throws IOException;

  @Override
  void close() throws IOException;

  /** A stream that stays open, such as standard output. */
  static LineLog to(PrintStream stream) {
    return new LineLog() {
      @Override
      public void write(List<String> lines) throws IOException {
        byte[] bytes = bytes(lines);
        stream.write(bytes, 0, bytes.length);
        if (stream.checkError()) {
          throw new IOException("the stream takes nothing any more");
        }
      }

      @Override
      public void close() {
        stream.flush();
      }
    };
  }

  /** JSON in ASCII, so that no character of a name or of a path moves what a terminal shows. */
  static String ascii(String json) {
    StringBuilder line = new StringBuilder(json.length());
    json.chars().forEach(unit -> {
      if (unit < 0x7f) {
        line.append((char) unit);
      } else {
        line.append("\\u").append(HexFormat.of().toHexDigits((char) unit));
      }
    });
    return line.toString();
  }

  /** As they are written, in UTF-8. */
  static byte[] bytes(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
