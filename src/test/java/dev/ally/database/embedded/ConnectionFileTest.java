package dev.ally.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.database.DatabaseRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectionFileTest {
  private static final String PASSWORDS = "owner.password=hunter1\naccount.password=hunter2\ntotp.password=hunter3\n";

  @TempDir Path directory;

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Path file = directory.resolve("database.properties");
    assertThat(ConnectionFile.read(file)).isEmpty();
    ConnectionFile written = ConnectionFile.generate(new SecureRandom()).withPort(5432);
    written.write(file);
    assertThat(ConnectionFile.read(file)).contains(written);
  }

  @Test
  void theServiceFileSaysWhereAndAsWhomAndIsItsOwnersAlone() throws IOException {
    Path file = directory.resolve("pg_service.conf");
    ConnectionFile connection = ConnectionFile.generate(new SecureRandom()).withPort(5432);
    connection.writeService(file);
    assertThat(Files.readAllLines(file)).contains("[ally]", "host=127.0.0.1", "port=5432", "dbname=ally", "user=ally",
        "password=" + connection.owner().revealText());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", PASSWORDS, "port=\n" + PASSWORDS, "port=543x2\n" + PASSWORDS, "port=99999999999\n" + PASSWORDS,
    "port=\\u00zz\n" + PASSWORDS, "port=1\n", "port=1\nowner.password=hunter1\naccount.password=hunter2\n"
  })
  void aDamagedOneIsNamedAndNothingOfItShown(String content) throws IOException {
    Path file = Files.writeString(directory.resolve("database.properties"), content);
    assertThatThrownBy(() -> ConnectionFile.read(file)).isInstanceOf(DatabaseRefused.class)
        .hasMessage("The file " + file + " is damaged: put it back from the backup").hasNoCause();
  }
}
