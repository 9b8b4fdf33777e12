package dev.ally;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.AllyProcess;
import dev.ally.harness.Container;
import dev.ally.harness.Ports;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where little can be written, and nothing run from what can be: as containers are kept. */
class ContainerIT {
  /** No user of this machine has it. */
  private static final String NAMELESS = "12345";
  private static final String ROOT = "0";

  @TempDir Path directory;

  @Test
  void aUserWithoutANameServesFromAReadOnlyRootWithATmpThatForbidsPrograms() throws Exception {
    try (AllyProcess ally = AllyProcess.in(directory).through(Container.of(NAMELESS, "rw")).start().awaitReady()) {
      createQuietly(AllyProcess.in(directory).through(Container.of(NAMELESS, "rw")));
      assertThat(ally.get("/login").statusCode()).isEqualTo(200);
      assertQuiet(ally);
    }
  }

  @Test
  void withADatabaseOfItsOwnToo() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        AllyProcess ally = onItsOwn(database, "rw").start().awaitReady()) {
      createQuietly(onItsOwn(database, "rw"));
      assertThat(ally.err()).isEmpty();
    }
  }

  @Test
  void aTemporaryDirectoryThatIsMissingIsNotMissed() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        AllyProcess ally = onItsOwn(database, "rw").java("-Djava.io.tmpdir=/nowhere").start().awaitReady()) {
      assertThat(ally.out() + ally.err()).doesNotContain(" ERROR ", "\tat ");
    }
  }

  @Test
  void whereNoCodeCanBeLoadedFromPasswordsAreHashedInJavaAndOneLineSaysSo() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        AllyProcess ally = onItsOwn(database, "rw,noexec").start().awaitReady()) {
      try (AllyProcess create = create(onItsOwn(database, "rw,noexec"))) {
        assertThat(create.exit()).as(create.err()).isZero();
        assertHashedInJava(create.err());
      }
      assertQuiet(ally);
      assertHashedInJava(ally.out());
    }
  }

  @Test
  void whereNoDatabaseCanBeRunFromALineSaysWhatToSet() throws Exception {
    try (AllyProcess ally = AllyProcess.in(directory).through(Container.of(NAMELESS, "rw,noexec")).start()) {
      assertRefused(ally, "ALLY_DATA_DIR: the embedded PostgreSQL must be run from", "noexec", "ALLY_DATABASE_URI");
    }
  }

  @Test
  void whereNothingCanBeWrittenALineNamesTheDirectory() throws Exception {
    try (AllyProcess ally = AllyProcess.in(directory).through(Container.of(NAMELESS, "ro")).start()) {
      assertRefused(
          ally, "ALLY_DATA_DIR: the data directory " + directory.resolve("ally-data") + " cannot be used: ",
          "Read-only file system");
    }
  }

  @Test
  void aUserWithoutANameOrANamespaceIsToldWhatToDo() throws Exception {
    Path programs = Files.createDirectory(directory.resolve("programs"));
    Files.createSymbolicLink(programs.resolve("id"), Path.of("/usr/bin/id"));
    try (AllyProcess ally = AllyProcess.in(directory)
        .through(Container.of(NAMELESS, "rw", "env", "PATH=" + programs)).start()) {
      assertRefused(ally, "could not look up effective user ID " + NAMELESS, "/etc/passwd", "ALLY_DATABASE_URI");
    }
  }

  @Test
  void webAloneWritesNothing() throws Exception {
    try (AllyProcess init = AllyProcess.in(directory).start("cluster", "init", "keys")) {
      assertThat(init.exit()).isZero();
    }
    String[] container = Container.of(ROOT, "ro");
    int ports = Ports.inARow(101);
    try (AllyProcess web = AllyProcess.in(directory).through(container)
        .with("ALLY_CLUSTER_HOSTS", "127.0.0.1:" + ports)
        .with("ALLY_CLUSTER_PORT", Integer.toString(ports))
        .with("ALLY_CLUSTER_KEYS", "keys/web")
        .start("serve", "--verticles", "web").awaitLive()) {
      web.await(() -> web.out().contains("This node is "));
      // There is no account, so its public port stays closed.
      assertThat(web.isReady()).isFalse();
      assertThatThrownBy(() -> web.get("/login")).isInstanceOf(ConnectException.class);
      assertQuiet(web);
    }
  }

  private AllyProcess.Builder onItsOwn(TestDatabase database, String options) {
    return AllyProcess.in(directory).through(Container.of(NAMELESS, options))
        .with("ALLY_DATABASE_URI", database.superuserUri().toString());
  }

  private static AllyProcess create(AllyProcess.Builder command) throws IOException {
    return command.typing("correct horse battery\n").start(
        "account", "create", "--email", "ada@example.org", "--name", "Ada", "--password-stdin");
  }

  private static void createQuietly(AllyProcess.Builder command) throws IOException, InterruptedException {
    try (AllyProcess account = create(command)) {
      assertThat(account.exit()).as(account.err()).isZero();
      assertThat(account.err()).isEmpty();
    }
  }

  private static void assertQuiet(AllyProcess ally) {
    assertThat(ally.err()).isEmpty();
    assertThat(ally.out()).doesNotContain(" ERROR ", "\tat ");
  }

  private void assertHashedInJava(String log) {
    assertThat(log.lines().filter(line -> line.contains(" NativeCode "))).singleElement().asString()
        .contains(" WARN ", "hashed in Java", directory.resolve("ally-data").toString(), "/tmp");
  }

  private static void assertRefused(AllyProcess ally, String... words) throws InterruptedException {
    assertThat(ally.exit()).isEqualTo(1);
    assertThat(ally.err().lines()).singleElement().asString().contains(words);
    assertThat(ally.out()).doesNotContain(" ERROR ", "\tat ");
  }
}
