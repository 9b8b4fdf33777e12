package dev.ally.account.person;

import dev.ally.account.person.Tokens.Purpose;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The sealed keys of the hashes that identify budgets, in PostgreSQL. The first node that needs them makes them once.
 * They stay when the sealing key is replaced; a new key would reset every budget.
 */
public final class PgBudgetKeys {
  private static final String PUT = """
      INSERT INTO account.budget_key (id, purpose, sealed_key, sealing_key_id) VALUES ($1, $2, $3, $4)
      ON CONFLICT DO NOTHING""";

  private static final String FIND = "SELECT * FROM account.budget_key";

  private final Pool pool;
  private final Keyring keyring;
  private final SecureRandom random;

  public PgBudgetKeys(Pool pool, Keyring keyring, SecureRandom random) {
    this.pool = pool;
    this.keyring = keyring;
    this.random = random;
  }

  /** Tokens that hash with these keys. Fails if one of the keys was not written by Ally. */
  public Future<Tokens> tokens() {
    return pool.preparedQuery(FIND).execute()
        .compose(found -> found.size() == Tokens.OF_BUDGETS.size() ? Future.succeededFuture(found) : make()
            .compose(made -> pool.preparedQuery(FIND).execute()))
        .map(rows -> {
          Map<Purpose, Secret> keys = new EnumMap<>(Purpose.class);
          rows.forEach(row -> keys.put(Purpose.valueOf(row.getString("purpose")), open(row)));
          return new Tokens(keyring, keys);
        });
  }

  /** Derived from the present sealing key, with which an older node finds the same budgets. */
  private Future<Void> make() {
    List<Tuple> keys = new ArrayList<>();
    for (Purpose purpose : Tokens.OF_BUDGETS) {
      Sealed sealed = seal(purpose.name(), keyring.hashKey(purpose.name()));
      keys.add(Tuple.of(
          new UUID(random.nextLong(), random.nextLong()), purpose.name(), Buffer.buffer(sealed.bytes()),
          sealed.keyId()));
    }
    return pool.preparedQuery(PUT).executeBatch(keys).mapEmpty();
  }

  private Sealed seal(String purpose, Secret key) {
    return keyring.seal(key.revealBytes(), owner(purpose), random);
  }

  private Secret open(Row row) {
    Sealed sealed = new Sealed(row.getString("sealing_key_id"), row.getBuffer("sealed_key").getBytes());
    return Secret.of(keyring.open(sealed, owner(row.getString("purpose"))));
  }

  /** What the key of this purpose is bound to. */
  public static String owner(String purpose) {
    return "budget key " + purpose;
  }
}
