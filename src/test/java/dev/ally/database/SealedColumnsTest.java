package dev.ally.database;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.Reseal;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Sealed;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.WatchedVertx;
import io.vertx.sqlclient.Pool;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sealed columns of several tables, sealed anew. */
class SealedColumnsTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SealedColumn SECRET = new SealedColumn("box", "sealed_secret");
  private static final SealedColumn LETTER = new SealedColumn("letter", "sealed_text");

  private final String oldLine = Keyring.generateLine(RANDOM);
  private final String newLine = Keyring.generateLine(RANDOM);
  private final Keyring old = Keyring.parse(List.of(oldLine));
  private final Keyring both = Keyring.parse(List.of(newLine, oldLine));
  private final Keyring newer = Keyring.parse(List.of(newLine));
  private TestDatabase database;
  private Pool pool;

  @BeforeEach
  void makeTables() {
    database = TestDatabase.create();
    for (SealedColumn sealed : List.of(SECRET, LETTER)) {
      database.execute("CREATE TABLE oidc." + sealed.table() + " (id uuid PRIMARY KEY, " + sealed.column()
          + " bytea NOT NULL, sealing_key_id text NOT NULL REFERENCES oidc.sealing_key)");
      database.execute("GRANT ALL ON oidc." + sealed.table() + " TO ally_oidc");
    }
    for (Keyring keyring : List.of(old, newer)) {
      database.execute("INSERT INTO oidc.sealing_key VALUES ('" + keyring.sealingId() + "', now())");
    }
    pool = database.pool(WATCHED.vertx(), Schema.OIDC);
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private UUID put(SealedColumn column, String text) {
    UUID id = UUID.randomUUID();
    Sealed sealed = old.seal(text.getBytes(StandardCharsets.UTF_8), column.owner(id), RANDOM);
    database.execute("INSERT INTO oidc.%s VALUES ('%s', '\\x%s', '%s')".formatted(
        column.table(), id, HexFormat.of().formatHex(sealed.bytes()), sealed.keyId()));
    return id;
  }

  private String opened(SealedColumn column, UUID id) {
    return answer(pool.query("SELECT * FROM oidc." + column.table() + " WHERE id = '" + id + "'").execute()
        .map(rows -> rows.iterator().next())
        .map(row -> newer.open(
            new Sealed(row.getString("sealing_key_id"), row.getBuffer(column.column()).getBytes()), column.owner(id)))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8)));
  }

  private Reseal.Answer resealed(List<SealedColumn> columns) {
    return resealed(columns, Reseal.START);
  }

  private Reseal.Answer resealed(List<SealedColumn> columns, UUID after) {
    return answer(new Resealing(pool, both, new SealedColumns(Schema.OIDC, columns), RANDOM)
        .reseal(new Reseal(after)));
  }

  @Test
  void everyColumnIsSealedAnewAndTheOldKeyForgotten() {
    UUID secret = put(SECRET, "a secret");
    UUID letter = put(LETTER, "a text");
    Reseal.Answer some = resealed(List.of(SECRET, LETTER));
    assertThat(some.resealed()).isEqualTo(2);
    assertThat(some.broken()).isZero();
    assertThat(opened(SECRET, secret)).isEqualTo("a secret");
    assertThat(opened(LETTER, letter)).isEqualTo("a text");
    assertThat(resealed(List.of(SECRET, LETTER), some.next().orElseThrow()))
        .isEqualTo(new Reseal.Answer(0, 0, Optional.empty()));
    assertThat(database.count("oidc.sealing_key WHERE id = '" + old.sealingId() + "'")).isZero();
  }

  @Test
  void aKeyUnderWhichAnythingIsSealedIsKept() {
    put(LETTER, "a text");
    UUID last = new UUID(-1, -1);
    assertThat(resealed(List.of(SECRET, LETTER), last)).isEqualTo(new Reseal.Answer(0, 0, Optional.empty()));
    assertThat(database.count("oidc.sealing_key WHERE id = '" + old.sealingId() + "'")).isEqualTo(1);
  }

  @Test
  void aValueOfAnotherRowDoesNotOpenAndIsCounted() {
    UUID secret = put(SECRET, "a secret");
    database.execute("UPDATE oidc.box SET id = '" + UUID.randomUUID() + "' WHERE id = '" + secret + "'");
    assertThat(resealed(List.of(SECRET)).broken()).isEqualTo(1);
  }

  @Test
  void aSchemaWithNothingSealedHasNothingToDo() {
    assertThat(resealed(List.of())).isEqualTo(new Reseal.Answer(0, 0, Optional.empty()));
    assertThat(database.count("oidc.sealing_key")).isEqualTo(1);
  }
}
