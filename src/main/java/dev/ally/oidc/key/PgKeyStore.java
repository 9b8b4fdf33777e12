package dev.ally.oidc.key;

import com.nimbusds.jose.jwk.JWK;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Sealed;
import dev.ally.database.SealedColumn;
import dev.ally.database.Sql;
import dev.ally.oidc.key.SigningKey.Term;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

/** Signing keys, sealed, in PostgreSQL. */
final class PgKeyStore {
  static final SealedColumn SEALED = new SealedColumn("signing_key", "sealed_key");

  private static final String READ = "SELECT * FROM oidc.signing_key ORDER BY algorithm, generation";

  private static final String ADD = """
      INSERT INTO oidc.signing_key (id, algorithm, generation, starts_at, sealed_key, sealing_key_id)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT DO NOTHING""";

  /** Once per operation. $1 id, $2 algorithm, $3 start, $4 sealed key, $5 sealing key, $6 operation. */
  private static final String ADD_NEWEST = """
      INSERT INTO oidc.signing_key (id, algorithm, generation, starts_at, sealed_key, sealing_key_id, operation_id)
      SELECT $1::uuid, $2::text, coalesce(max(generation), 0) + 1, $3::timestamptz, $4::bytea, $5::text, $6::uuid
      FROM oidc.signing_key WHERE algorithm = $2
      HAVING NOT coalesce(bool_or(operation_id = $6), false)
      ON CONFLICT DO NOTHING""";

  private static final String MADE_BY = "SELECT algorithm FROM oidc.signing_key WHERE operation_id = $1";

  /** Keys that another one overtook before they signed. $1 operation, $2 algorithm. */
  private static final String DROP_OVERTAKEN = """
      DELETE FROM oidc.signing_key k USING oidc.signing_key newer
      WHERE newer.operation_id = $1 AND newer.algorithm = $2 AND k.algorithm = $2
        AND k.generation < newer.generation AND k.starts_at > newer.starts_at""";

  private static final String DROP = "DELETE FROM oidc.signing_key WHERE id = $1";

  /** @param key opens it; throws if it was altered, or was sealed under a key that is not here */
  record Stored(Term term, Supplier<JWK> key) {}

  private final Pool pool;
  private final Keyring keyring;
  private final SecureRandom random;

  PgKeyStore(Pool pool, Keyring keyring, SecureRandom random) {
    this.pool = pool;
    this.keyring = keyring;
    this.random = random;
  }

  Future<List<Stored>> read() {
    return pool.preparedQuery(READ).execute()
        .map(rows -> StreamSupport.stream(rows.spliterator(), false).flatMap(row -> stored(row).stream()).toList());
  }

  /** Adds a key, unless another node has added one of the same generation. */
  Future<Void> add(Term term, JWK key) {
    Sealed sealed = seal(term.id(), key);
    return pool.preparedQuery(ADD)
        .execute(Tuple.of(term.id(), term.algorithm().name(), term.generation(), Sql.utc(term.startsAt()),
            Buffer.buffer(sealed.bytes()), sealed.keyId()))
        .mapEmpty();
  }

  /** Adds a key after all others of its algorithm, once per operation; false: another node added one meanwhile. */
  Future<Boolean> addNewest(UUID operationId, Algorithm algorithm, UUID id, JWK key, Instant startsAt) {
    Sealed sealed = seal(id, key);
    return pool.preparedQuery(ADD_NEWEST)
        .execute(Tuple.of(id, algorithm.name(), Sql.utc(startsAt), Buffer.buffer(sealed.bytes()), sealed.keyId(),
            operationId))
        .compose(added -> pool.preparedQuery(DROP_OVERTAKEN).execute(Tuple.of(operationId, algorithm.name())))
        .compose(dropped -> madeBy(operationId))
        .map(made -> made.contains(algorithm.name()));
  }

  /** The names of the algorithms of which this operation has made keys. */
  Future<List<String>> madeBy(UUID operationId) {
    return pool.preparedQuery(MADE_BY).execute(Tuple.of(operationId))
        .map(rows -> StreamSupport.stream(rows.spliterator(), false).map(row -> row.getString("algorithm")).toList());
  }

  Future<Void> drop(Term term) {
    return pool.preparedQuery(DROP).execute(Tuple.of(term.id())).mapEmpty();
  }

  private Sealed seal(UUID id, JWK key) {
    return keyring.seal(key.toJSONString().getBytes(StandardCharsets.UTF_8), SEALED.owner(id), random);
  }

  /** Empty: a later version has added an algorithm. */
  private Optional<Stored> stored(Row row) {
    return Optional.of(row.getString("algorithm")).filter(Algorithm::isKnown).map(Algorithm::valueOf)
        .map(algorithm -> new Term(row.getUUID("id"), algorithm, row.getInteger("generation"),
            row.getOffsetDateTime("starts_at").toInstant()))
        .map(term -> new Stored(term, () -> open(term, row)));
  }

  private JWK open(Term term, Row row) {
    Sealed sealed = new Sealed(row.getString("sealing_key_id"), row.getBuffer("sealed_key").getBytes());
    try {
      return JWK.parse(new String(keyring.open(sealed, SEALED.owner(term.id())), StandardCharsets.UTF_8));
    } catch (ParseException e) {
      throw new IllegalArgumentException("it is no key", null);
    }
  }
}
