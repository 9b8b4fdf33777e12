package dev.ally.cli.transfer;

import dev.ally.text.ByteOrderMark;
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

  private TextLines() {}

  /** Hands on each line that is not blank, without its end. */
  static void read(Path file, ImportSource.Sink sink) throws IOException, InterruptedException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      int number = 1;
      boolean tooLong = false;
      for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
        int from = 0;
        for (int to = 0; to < size; to++) {
          if (buffer[to] == '\n') {
            tooLong |= !add(buffer, from, to, line);
            hand(number, line, tooLong, sink);
            line.reset();
            tooLong = false;
            number++;
            from = to + 1;
          }
        }
        tooLong |= !add(buffer, from, size, line);
      }
      hand(number, line, tooLong, sink);
    }
  }

  /** Adds a part of a line, unless the line gets too long. */
  private static boolean add(byte[] buffer, int from, int to, ByteArrayOutputStream line) {
    if (line.size() + to - from > LONGEST_BYTES) {
      return false;
    }
    line.write(buffer, from, to - from);
    return true;
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
    String line = (number == 1 ? ByteOrderMark.remove(text) : text).strip();
    if (!line.isEmpty()) {
      sink.line(number, line);
    }
  }
}
