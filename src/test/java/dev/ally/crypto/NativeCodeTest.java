package dev.ally.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.Heard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCodeTest {
  @TempDir Path directory;

  @Test
  void isLoadedFromTheFirstDirectoryThatAllowsItAndLeavesNothingThere() throws IOException {
    Path file = Files.createFile(directory.resolve("no directory"));
    Path usable = Files.createDirectory(directory.resolve("usable"));
    try (Heard heard = new Heard()) {
      assertThat(NativeCode.find(NativeCode.library(), List.of(directory.resolve("missing"), file, usable)))
          .isInstanceOf(SodiumArgon2.class);
      assertThat(heard.lines()).isEmpty();
    }
    assertThat(usable).isEmptyDirectory();
    assertThat(System.getProperty("jna.tmpdir")).isNull();
  }

  @Test
  void whereNoDirectoryAllowsItJavaCodeTakesItsPlaceAndOneLineSaysWhy() {
    List<Path> directories = List.of(directory.resolve("missing"), directory.resolve("gone"));
    try (Heard heard = new Heard()) {
      assertThat(NativeCode.find(NativeCode.library(), directories)).isInstanceOf(JavaArgon2.class);
      assertThat(heard.lines()).singleElement().asString().contains("WARN", "hashed in Java", "missing", "gone");
    }
  }

  @Test
  void whatIsNoLibraryIsNotLoaded() {
    try (Heard heard = new Heard()) {
      String noLibrary = "/META-INF/services/ch.qos.logback.classic.spi.Configurator";
      assertThat(NativeCode.find(Optional.of(noLibrary), List.of(directory))).isInstanceOf(JavaArgon2.class);
      assertThat(heard.lines()).singleElement().asString().contains("UnsatisfiedLinkError");
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void onAPlatformWithoutALibraryJavaCodeTakesItsPlace() {
    try (Heard heard = new Heard()) {
      assertThat(NativeCode.find(Optional.empty(), List.of(directory))).isInstanceOf(JavaArgon2.class);
      assertThat(heard.lines()).singleElement().asString().contains("there is none for ");
    }
  }

  @Test
  void theChoiceIsMadeOnce() {
    NativeCode.load(List.of(directory));
    Argon2 chosen = NativeCode.argon2();
    try (Heard heard = new Heard()) {
      NativeCode.load(List.of(directory.resolve("missing")));
      assertThat(NativeCode.argon2()).isSameAs(chosen);
      assertThat(heard.lines()).isEmpty();
    }
  }
}
