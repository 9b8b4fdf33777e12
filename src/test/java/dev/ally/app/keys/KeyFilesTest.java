package dev.ally.app.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.cli.Refused;
import dev.ally.config.Settings;
import dev.ally.database.Schema;
import dev.ally.harness.Forced;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyFilesTest {
  @TempDir Path directory;

  @Test
  void aKeyThatIsMadeIsOnTheDiskBeforeAnythingIsSealed() throws Exception {
    KeyFiles files = new KeyFiles(
        Settings.read(Map.of("ALLY_DATA_DIR", directory.toString()), Optional.empty()), new SecureRandom());
    List<String> forced = Forced.by(directory, () -> files.load(Schema.TOTP, Set.of()));
    assertThat(forced).hasSize(2);
    assertThat(forced.get(0)).matches("totp\\.key\\d+\\.draft");
    assertThat(forced.get(1)).isEmpty();
  }

  @Test
  void whyAKeyCannotBeMadeIsTold() throws Exception {
    Path data = Files.createFile(directory.resolve("in-the-way")).resolve("data");
    KeyFiles files = new KeyFiles(
        Settings.read(Map.of("ALLY_DATA_DIR", data.toString()), Optional.empty()), new SecureRandom());
    assertThatThrownBy(() -> files.load(Schema.TOTP, Set.of())).isInstanceOf(Refused.class)
        .hasMessage("The key file " + data.resolve("totp.key") + " cannot be made: FileSystemException: " + data
            + ": Not a directory");
  }
}
