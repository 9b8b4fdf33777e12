package dev.ally.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.Forced;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrivateFileTest {
  private static final String DRAFT = "key\\d+\\.draft";

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("key");
  }

  @Test
  void aReplacedOneIsOnTheDiskBeforeItHasItsNameAndThenItsNameIsToo() throws Exception {
    PrivateFile.replace(file, "old");
    assertForced(Forced.by(directory, () -> {
      PrivateFile.replace(file, "néw");
      return null;
    }));
    assertThat(Files.readString(file)).isEqualTo("néw");
    assertAlone();
  }

  @Test
  void aNewOneIsOnTheDiskBeforeItHasItsNameAndThenItsNameIsToo() throws Exception {
    assertForced(Forced.by(directory, () -> {
      PrivateFile.create(file, "néw");
      return null;
    }));
    assertThat(Files.readString(file)).isEqualTo("néw");
    assertAlone();
  }

  @Test
  void aNewOneTakesNobodysPlace() throws IOException {
    PrivateFile.create(file, "first");
    PrivateFile.create(file, "second");
    assertThat(Files.readString(file)).isEqualTo("first");
    assertAlone();
  }

  @Test
  void directoriesThatAreMadeForItAreOnTheDiskToo() throws Exception {
    assertThat(Forced.by(directory, () -> PrivateFile.makeDirectory(directory.resolve("a/b")))).containsExactly("a",
        "");
    assertThat(Forced.by(directory, () -> PrivateFile.makeDirectory(directory.resolve("a/b")))).isEmpty();
  }

  private static void assertForced(List<String> forced) {
    assertThat(forced).hasSize(2);
    assertThat(forced.get(0)).matches(DRAFT);
    assertThat(forced.get(1)).isEmpty();
  }

  private void assertAlone() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }
}
