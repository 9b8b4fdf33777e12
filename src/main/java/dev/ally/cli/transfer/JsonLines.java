package dev.ally.cli.transfer;

import dev.ally.cli.Refused;
import java.io.IOException;
import java.nio.file.Path;

/** JSON Lines that are not sealed. */
record JsonLines(Path file) implements ImportSource {
  @Override
  public void read(Sink sink) throws IOException, InterruptedException {
    TextLines.read(file, new Sink() {
      @Override
      public void line(int number, String text) throws InterruptedException {
        if (number == 1 && SealedExport.isHeader(text)) {
          throw new Refused(file + " is sealed: name its key file with --key-file");
        }
        sink.line(number, text);
      }

      @Override
      public void bad(int number, String reason) throws InterruptedException {
        sink.bad(number, reason);
      }
    });
  }
}
