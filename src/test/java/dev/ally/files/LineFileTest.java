package dev.ally.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines that are appended to a file which others rename and shorten. */
class LineFileTest {
  @TempDir Path directory;
  private Path path;

  @BeforeEach
  void nameIt() {
    path = directory.resolve("audit.log");
  }

  @Test
  void appendsToWhatIsThereAndToWhatOthersWrite() throws IOException {
    Files.writeString(path, "before\n");
    try (LineFile one = LineFile.open(path); LineFile other = LineFile.open(path)) {
      one.write(List.of("a", "b"));
      other.write(List.of("c"));
      one.write(List.of("ä"));
      one.write(List.of());
    }
    assertThat(Files.readAllLines(path)).containsExactly("before", "a", "b", "c", "ä");
  }

  @Test
  void isReadByItsOwnerAndGroupAlone() throws IOException {
    LineFile.open(path).close();
    assertThat(Files.getPosixFilePermissions(path))
        .isSubsetOf(PosixFilePermissions.fromString("rw-r-----"));
  }

  @Test
  void goesOnInANewFileWhenItWasRenamed() throws IOException {
    try (LineFile file = LineFile.open(path)) {
      file.write(List.of("a"));
      Files.move(path, directory.resolve("audit.log.1"));
      file.write(List.of("b"));
      Files.move(path, directory.resolve("audit.log.2"));
      Files.createFile(path);
      file.write(List.of("c"));
    }
    assertThat(directory.resolve("audit.log.1")).hasContent("a");
    assertThat(directory.resolve("audit.log.2")).hasContent("b");
    assertThat(path).hasContent("c");
  }

  @Test
  void goesOnAtTheBeginningWhenItWasTruncated() throws IOException {
    try (LineFile file = LineFile.open(path)) {
      file.write(List.of("a"));
      Files.writeString(path, "");
      file.write(List.of("b"));
    }
    assertThat(path).hasContent("b");
  }

  @Test
  void saysThatItCannotBeWritten() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    try (LineFile file = LineFile.open(full)) {
      assertThatThrownBy(() -> file.write(List.of("a"))).isInstanceOf(IOException.class);
    }
  }
}
