package dev.ally;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.AllyProcess;
import dev.ally.harness.OperationsDocument;
import dev.ally.harness.Postmasters;
import dev.ally.harness.ServiceFile;
import dev.ally.harness.SimulatedUser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backing the embedded database up and restoring it, by the commands of the document. */
class BackupIT {
  private static final Path JAR = Path.of("target/ally.jar").toAbsolutePath();
  private static final Pattern RECOVERY_CODE = Pattern.compile("(?:[A-Z0-9]{5}-){3}[A-Z0-9]{5}");
  private static final int SIGTERM = 143;

  @TempDir Path directory;

  @Test
  void itIsWrittenWhileItRunsAndRestoredElsewhere() throws Exception {
    Path first = place("first");
    Path second = place("second");
    SimulatedUser ada;
    String recoveryCode;
    try (AllyProcess ally = AllyProcess.unpackedIn(first).start().awaitReady()) {
      ada = enrol(ally);
      recoveryCode = recoveryCode(ada);
      SimulatedUser bob = new SimulatedUser("bob@example.org", ally.browser(), Clock.systemUTC());
      assertThat(bob.signUp().statusCode()).isEqualTo(303);
      whileHeLogsIn(bob, () -> assertThat(run(first, command("Backing up"))).contains("Key files are not in it."));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.resolve("ally.backup"))))
          .isEqualTo("rw-------");
      assertThat(first.resolve("ally.backup.draft")).doesNotExist();
      assertThat(ally.out()).doesNotContain(" ERROR ", " WARN ");
      assertThat(ally.terminate().exit()).isZero();
    }
    Files.copy(first.resolve("ally.backup"), second.resolve("ally.backup"));
    try (AllyProcess early = AllyProcess.in(second).start("restore", "ally.backup")) {
      assertThat(early.exit()).isEqualTo(1);
      assertThat(early.err()).contains("account.key", "totp.key", "oidc.key").containsPattern("key [0-9a-f]{16} is needed");
      assertThat(second.resolve("ally-data")).doesNotExist();
    }
    Files.copy(first.resolve("ally-keys.tar"), second.resolve("ally-keys.tar"));
    assertThat(run(second, command("Restoring"))).contains("Restored ", "People get new recovery codes");
    assertThat(second.resolve("ally-data/restore.draft")).doesNotExist();
    try (AllyProcess again = AllyProcess.in(second).start("restore", "ally.backup")) {
      assertThat(again.exit()).isEqualTo(1);
      assertThat(again.err()).containsPattern("There is a database in \\S+ally-data already");
    }
    try (AllyProcess ally = AllyProcess.in(second).start().awaitReady()) {
      assertThat(show(second, "ada@example.org")).containsPattern("Sessions:\\s+0");
      SimulatedUser back = ada.at(ally.browser());
      assertThat(location(back.logIn())).startsWith("/login/code");
      assertThat(back.code(back.codeNow()).statusCode()).as("a code that may have been used").isEqualTo(422);
      assertThat(back.browser.submit("/login/code", "recovery_code", recoveryCode).statusCode())
          .as("a recovery code that may have been used").isEqualTo(422);
      SimulatedUser bob = new SimulatedUser("bob@example.org", ally.browser(), Clock.systemUTC());
      assertThat(location(bob.logIn())).isEqualTo("/");
      assertThat(ally.out()).doesNotContain(" ERROR ");
    }
  }

  @Test
  void oneThatIsKilledLeavesNoFileAndTheNextReplacesTheDraft() throws Exception {
    Path place = place("first");
    try (AllyProcess ally = AllyProcess.unpackedIn(place).start().awaitReady();
        Connection holding = ServiceFile.connect(place.resolve("ally-data"));
        Statement statement = holding.createStatement()) {
      holding.setAutoCommit(false);
      statement.execute("LOCK TABLE account.activity");
      Path draft = place.resolve("ally.backup.draft");
      try (AllyProcess killed = AllyProcess.in(place).start("backup", "ally.backup")) {
        killed.await(() -> Files.exists(draft));
        killed.kill();
      }
      assertThat(place.resolve("ally.backup")).doesNotExist();
      try (AllyProcess stopped = AllyProcess.in(place).start("backup", "stopped.backup")) {
        stopped.await(() -> Files.exists(place.resolve("stopped.backup.draft")));
        assertThat(stopped.terminate().exit()).isEqualTo(SIGTERM);
      }
      assertThat(place.resolve("stopped.backup.draft")).doesNotExist();
      holding.rollback();
      try (AllyProcess next = AllyProcess.in(place).start("backup", "ally.backup")) {
        assertThat(next.exit()).as(next.err()).isZero();
      }
      assertThat(draft).doesNotExist();
      assertThat(place.resolve("ally.backup")).isRegularFile();
      assertThat(ally.isReady()).isTrue();
    }
  }

  @Test
  void aRestoreThatIsKilledLeavesNoDatabaseAndIsDoneAgain() throws Exception {
    Path place = place("first");
    try (AllyProcess created = AllyProcess.unpackedIn(place).typing("correct horse battery\n").start(
        "account", "create", "--email", "ada@example.org", "--name", "Ada", "--password-stdin")) {
      assertThat(created.exit()).as(created.err()).isZero();
    }
    try (AllyProcess stopped = AllyProcess.in(place).start("backup", "ally.backup")) {
      assertThat(stopped.exit()).as(stopped.err()).isZero();
      assertThat(Postmasters.in(place.resolve("ally-data"))).as("the server stops again").isEmpty();
    }
    Files.move(place.resolve("ally-data/postgres"), place.resolve("lost"));
    Path draft = place.resolve("ally-data/restore.draft");
    try (AllyProcess killed = AllyProcess.in(place).start("restore", "ally.backup")) {
      killed.await(() -> Postmasters.in(draft).isPresent());
      killed.kill();
    }
    assertThat(place.resolve("ally-data/postgres")).doesNotExist();
    long orphan = Postmasters.in(draft).orElseThrow();
    try (AllyProcess again = AllyProcess.in(place).start("restore", "ally.backup")) {
      assertThat(again.exit()).as(again.err()).isZero();
    }
    assertThat(Postmasters.runs(orphan)).isFalse();
    assertThat(draft).doesNotExist();
    assertThat(show(place, "ada@example.org")).contains("ada@example.org");
  }

  private Path place(String name) throws IOException {
    return Files.createDirectory(directory.resolve(name));
  }

  private static String command(String section) throws IOException {
    return OperationsDocument.blocks(section, "sh").get(0).replace("-jar ally.jar", "-jar " + JAR);
  }

  private static SimulatedUser enrol(AllyProcess ally) {
    SimulatedUser ada = new SimulatedUser("ada@example.org", ally.browser(), Clock.systemUTC());
    assertThat(ada.signUp().statusCode()).isEqualTo(303);
    ada.link();
    assertThat(ada.confirm(ada.app.codeAt(Instant.now().minusSeconds(30))).statusCode()).isEqualTo(303);
    return ada;
  }

  private static String recoveryCode(SimulatedUser ada) {
    Matcher code = RECOVERY_CODE.matcher(ada.browser.get("/settings/security/recovery").body());
    assertThat(code.find()).isTrue();
    return code.group();
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void whileHeLogsIn(SimulatedUser bob, Work work) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(1);
    Thread logins = new Thread(() -> {
      while (!over.get()) {
        bob.logIn();
        begun.countDown();
      }
    });
    logins.start();
    begun.await();
    try {
      work.run();
    } finally {
      over.set(true);
      logins.join();
    }
  }

  private static String show(Path place, String email) throws IOException, InterruptedException {
    try (AllyProcess command = AllyProcess.in(place).start("account", "show", "--email", email)) {
      assertThat(command.exit()).as(command.err()).isZero();
      return command.out();
    }
  }

  private static String run(Path place, String commands) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("bash", "-euc", commands)
        .directory(place.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("ALLY_"));
    builder.environment().put(
        "PATH", Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH"));
    Process shell = builder.start();
    String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(commands + output).isZero();
    return output;
  }
}
