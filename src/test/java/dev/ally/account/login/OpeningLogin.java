package dev.ally.account.login;

import static dev.ally.harness.Answers.answer;

import dev.ally.account.AccountFixture;
import dev.ally.account.person.Tokens;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/** A login whose session is written and not committed yet. */
public final class OpeningLogin implements AutoCloseable {
  private final AccountFixture ally;
  private final Pool pool;
  private final Transaction begun;

  public OpeningLogin(AccountFixture ally, String email, Secret session) {
    this.ally = ally;
    pool = ally.database.pool(ally.vertx(), Schema.ACCOUNT);
    SqlConnection login = answer(pool.getConnection());
    begun = answer(login.begin());
    answer(login.query("SELECT FROM account.account WHERE email = '" + email + "' FOR SHARE").execute());
    answer(login.preparedQuery("""
        INSERT INTO account.session (token_hash, id, account_id, address, user_agent, created_at, last_seen_at)
        SELECT $1, $2, id, '192.0.2.1', '', $3, $3 FROM account.account WHERE email = $4""")
        .execute(Tuple.of(
            new Tokens(ally.keyring).hash(Tokens.Purpose.SESSION, session), UUID.randomUUID(),
            Sql.utc(AccountFixture.START), email)));
  }

  /** Commits when a transaction waits for the account's row, as the change must. */
  public void commitOnceWaitedFor(Future<?> change) {
    commitOnceWaitedFor(ally, begun, change);
  }

  /** Likewise, whatever the transaction wrote. */
  public static void commitOnceWaitedFor(AccountFixture ally, Transaction begun, Future<?> change) {
    while (ally.database.count("pg_stat_activity WHERE wait_event_type = 'Lock'") == 0) {
      if (change.isComplete()) {
        throw new AssertionError("nobody waited for the transaction");
      }
    }
    answer(begun.commit());
  }

  @Override
  public void close() {
    answer(pool.close());
  }
}
