package dev.ally.cli.transfer;

import dev.ally.cli.Refused;
import dev.ally.cli.transfer.SealedExport.Header;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.SealBroken;
import dev.ally.crypto.Sealed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** The lines of a {@link SealedExport}. A file that was altered is refused as a whole. */
record SealedLines(Path file, Keyring key, Path keyFile) implements ImportSource {
  @Override
  public void read(Sink sink) throws IOException, InterruptedException {
    Opening opening = new Opening(sink);
    TextLines.read(file, opening);
    if (opening.header.isEmpty()) {
      throw new Refused(file + " is no sealed export");
    }
    if (!opening.ended) {
      throw new Refused(file + " is cut off behind line " + (opening.index + 1));
    }
  }

  private final class Opening implements Sink {
    private final Sink sink;
    private Optional<Header> header = Optional.empty();
    private int index;
    private boolean ended;

    Opening(Sink sink) {
      this.sink = sink;
    }

    @Override
    public void line(int number, String text) throws InterruptedException {
      if (header.isEmpty()) {
        header = SealedExport.header(text);
        if (header.isEmpty()) {
          throw new Refused(file + " is no sealed export");
        }
        if (!key.ids().contains(header.get().keyId())) {
          throw new Refused(file + " was sealed with another key than that in " + keyFile);
        }
        return;
      }
      Optional<String> opened = ended ? Optional.empty() : open(text, SealedExport.owner(header.get().file(), index));
      if (opened.isPresent()) {
        index++;
        sink.line(number, opened.get());
        return;
      }
      if (ended || !open(text, SealedExport.ownerOfEnd(header.get().file()))
          .equals(Optional.of(String.valueOf(index)))) {
        throw new Refused("Line " + number + " of " + file + " does not open: it was altered, or lines were moved,"
            + " added or left out");
      }
      ended = true;
    }

    @Override
    public void bad(int number, String reason) {
      throw new Refused("Line " + number + " of " + file + " was altered: it " + reason);
    }

    private Optional<String> open(String text, String owner) {
      try {
        Sealed sealed = new Sealed(header.orElseThrow().keyId(), Base64.getDecoder().decode(text));
        return Optional.of(new String(key.open(sealed, owner), StandardCharsets.UTF_8));
      } catch (SealBroken | IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }
}
