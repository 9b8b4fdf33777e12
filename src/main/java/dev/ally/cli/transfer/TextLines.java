package dev.ally.cli.transfer;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the lines of a file in UTF-8, of which none is held that is longer than it may be. */
final class TextLines {
  static final int LONGEST_BYTES = 256 * 1024;
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private TextLines() {}

  /** Hands on each line that is not blank, without its end. */
  static void read(Path file, ImportSource.Sink sink) throws IOException, InterruptedException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      int number = 1;
      boolean tooLong = false;
      for (int next = in.read(); ; next = in.read()) {
        if (next == '\n' || next < 0) {
          hand(number, line, tooLong, sink);
          line.reset();
          tooLong = false;
          number++;
          if (next < 0) {
            return;
          }
        } else if (line.size() < LONGEST_BYTES) {
          line.write(next);
        } else {
          tooLong = true;
        }
      }
    }
  }

  private static void hand(int number, ByteArrayOutputStream bytes, boolean tooLong, ImportSource.Sink sink)
      throws InterruptedException {
    if (tooLong) {
      sink.bad(number, "is longer than " + LONGEST_BYTES + " bytes");
      return;
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
    } catch (CharacterCodingException e) {
      sink.bad(number, "is not in UTF-8");
      return;
    }
    String line = (number == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).strip();
    if (!line.isEmpty()) {
      sink.line(number, line);
    }
  }
}
