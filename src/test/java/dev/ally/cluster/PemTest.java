package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.files.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemTest {
  private static final byte[] FIRST = "the first of two".repeat(9).getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SECOND = {1, 2, 3};

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("file.pem");
  }

  @Test
  void readsTheFirstOfWhatItWrote() throws IOException {
    Pem.write(file, Pem.CERTIFICATE, FIRST, SECOND);
    assertThat(Pem.read(file, Pem.CERTIFICATE)).isEqualTo(FIRST);
    assertThat(Files.readAllLines(file)).allMatch(line -> line.length() <= 64)
        .containsOnlyOnce("AQID").startsWith("-----BEGIN CERTIFICATE-----");
  }

  @Test
  void readsAFileThatAnotherProgramWrote() throws IOException {
    Files.writeString(file, "about it\r\n-----BEGIN PUBLIC KEY-----\r\nAQ==\r\n-----END PUBLIC KEY-----\r\n"
        + "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(SECOND) + "\n-----END PRIVATE KEY-----\n");
    assertThat(Pem.read(file, Pem.PRIVATE_KEY)).isEqualTo(SECOND);
  }

  @Test
  void writesForTheOwnerAloneAndNeverOverAFile() throws IOException {
    Pem.write(file, Pem.PRIVATE_KEY, SECOND);
    assertThatThrownBy(() -> Pem.write(file, Pem.PRIVATE_KEY, FIRST)).isInstanceOf(IOException.class);
    assertThat(Pem.read(file, Pem.PRIVATE_KEY)).isEqualTo(SECOND);
    Assumptions.assumeTrue(PrivateFile.POSIX);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
  }

  @Test
  void saysThatAFileIsNotThere() {
    assertRefused("ALLY_CLUSTER_KEYS: " + file + " cannot be read");
  }

  @Test
  void saysThatAFileHoldsSomethingElse() throws IOException {
    Pem.write(file, Pem.PUBLIC_KEY, SECOND);
    assertRefused("ALLY_CLUSTER_KEYS: " + file + " holds no private key");
    Files.writeString(file, "");
    assertRefused("ALLY_CLUSTER_KEYS: " + file + " holds no private key");
  }

  @Test
  void saysThatAFileIsDamaged() throws IOException {
    for (String body : new String[] {"AQ!=\n-----END PRIVATE KEY-----\n", "AQID\n", "\u00e9\n-----END PRIVATE KEY-----\n"}) {
      Files.writeString(file, "-----BEGIN PRIVATE KEY-----\n" + body);
      assertRefused("ALLY_CLUSTER_KEYS: " + file + " is damaged");
    }
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> Pem.read(file, Pem.PRIVATE_KEY)).isInstanceOf(ClusterRefused.class).hasMessage(message);
  }
}
