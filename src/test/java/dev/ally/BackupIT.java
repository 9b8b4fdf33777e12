package dev.ally;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ally.harness.AllyProcess;
import dev.ally.harness.OperationsDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backing the embedded database up and restoring it, by the commands of the document. */
class BackupIT {
  private static final Pattern VERSION = Pattern.compile("\\) (\\d+)\\.");

  @TempDir Path directory;

  @Test
  void itsFilesAreCopiedWhileItIsStopped() throws Exception {
    List<String> backup = OperationsDocument.blocks("While Ally is stopped", "sh");
    assertThat(backup).hasSize(2);
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady()) {
      create();
      assertThat(ally.terminate().exit()).isZero();
    }
    assertThat(directory.resolve("ally-data/postgres/postmaster.pid")).doesNotExist();
    run(backup.get(0));
    Files.move(directory.resolve("ally-data"), directory.resolve("lost"));
    run(backup.get(1));
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady()) {
      assertRestored();
      assertThat(ally.out()).doesNotContain(" ERROR ");
    }
  }

  /** By a pg_dump as new as the server, where there is one: Debian 12 has none. */
  @Test
  void itIsDumpedAndRestoredWhileItRuns() throws Exception {
    assumeTrue(version("pg_dump") >= 17, "no pg_dump of PostgreSQL 17 or newer is installed");
    List<String> backup = OperationsDocument.blocks("While Ally runs", "sh");
    assertThat(backup).hasSize(3);
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady()) {
      create();
      run(backup.get(0));
      assertThat(ally.terminate().exit()).isZero();
    }
    Files.move(directory.resolve("ally-data"), directory.resolve("lost"));
    run(backup.get(1));
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady()) {
      run(backup.get(2));
      assertThat(ally.terminate().exit()).isZero();
    }
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady()) {
      assertRestored();
      assertThat(ally.out()).doesNotContain(" ERROR ");
    }
  }

  /** That what they do is right is shown by {@link RestoreTest}. */
  @Test
  void theStatementsAfterARestoreAreRunByAnyPsql() throws Exception {
    assumeTrue(version("psql") > 0, "no psql is installed");
    Files.writeString(
        directory.resolve("after-restore.sql"), String.join("", OperationsDocument.blocks("After a restore", "sql")));
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady()) {
      assertThat(run(OperationsDocument.blocks("After a restore", "sh").get(0))).contains("DELETE 0", "UPDATE 0");
      assertThat(ally.isReady()).isTrue();
    }
  }

  private void create() throws IOException, InterruptedException {
    try (AllyProcess command = AllyProcess.in(directory).typing("correct horse battery\n").start(
        "account", "create", "--email", "ada@example.org", "--name", "Ada", "--password-stdin")) {
      assertThat(command.exit()).as(command.err()).isZero();
    }
  }

  private void assertRestored() throws IOException, InterruptedException {
    try (AllyProcess command = AllyProcess.in(directory).start("account", "show", "--email", "ada@example.org")) {
      assertThat(command.exit()).as(command.err()).isZero();
    }
  }

  private String run(String commands) throws IOException, InterruptedException {
    Process shell = new ProcessBuilder("bash", "-euc", commands)
        .directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(commands + output).isZero();
    return output;
  }

  /** 0: there is none. */
  private static int version(String program) throws IOException, InterruptedException {
    Process shell = new ProcessBuilder("bash", "-c", program + " --version").redirectErrorStream(true).start();
    Matcher version = VERSION.matcher(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    return shell.waitFor() == 0 && version.find() ? Integer.parseInt(version.group(1)) : 0;
  }
}
