package dev.ally.oidc.token;

import dev.ally.crypto.Keyring;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import dev.ally.database.SealedColumn;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * The sealed key of the hashes of tokens, in PostgreSQL. The first node that needs it makes it, once. It stays when the
 * sealing key is replaced, so that refresh tokens outlive that.
 */
public final class PgTokenKey {
  /** Where it stands, for sealing it anew. */
  public static final SealedColumn SEALED = new SealedColumn("token_key", "sealed_key");

  private static final UUID ID = new UUID(0, 1);
  private static final String FIND = "SELECT sealed_key, sealing_key_id FROM oidc.token_key WHERE id = $1";
  private static final String PUT = """
      INSERT INTO oidc.token_key (id, sealed_key, sealing_key_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING""";

  private final Pool pool;
  private final Keyring keyring;
  private final SecureRandom random;
  private volatile Tokens known;

  public PgTokenKey(Pool pool, Keyring keyring, SecureRandom random) {
    this.pool = pool;
    this.keyring = keyring;
    this.random = random;
  }

  /** Hashes with this key; read once. Fails if the row was not written by Ally. */
  public Future<Tokens> tokens() {
    Tokens read = known;
    return read != null
        ? Future.succeededFuture(read)
        : find().compose(found -> found.size() == 1 ? Future.succeededFuture(found) : make().compose(made -> find()))
            .map(rows -> known = new Tokens(open(rows.iterator().next())));
  }

  private Future<RowSet<Row>> find() {
    return pool.preparedQuery(FIND).execute(Tuple.of(ID));
  }

  private Future<Void> make() {
    byte[] key = new byte[Secret.TOKEN_SIZE_BYTES];
    random.nextBytes(key);
    Sealed sealed = keyring.seal(key, SEALED.owner(ID), random);
    return pool.preparedQuery(PUT).execute(Tuple.of(ID, Buffer.buffer(sealed.bytes()), sealed.keyId())).mapEmpty();
  }

  private Secret open(Row row) {
    Sealed sealed = new Sealed(row.getString("sealing_key_id"), row.getBuffer("sealed_key").getBytes());
    return Secret.of(keyring.open(sealed, SEALED.owner(ID)));
  }
}
