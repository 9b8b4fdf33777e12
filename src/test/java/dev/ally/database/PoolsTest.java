package dev.ally.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.database.embedded.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PoolsTest {
  private final Vertx vertx = Vertx.vertx();
  private TestDatabase database;

  @BeforeEach
  void makeADatabase() {
    database = TestDatabase.create();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
    database.close();
  }

  @Test
  void everyWaitOfASessionHasAnEnd() throws Exception {
    Pool pool = database.pool(vertx, Schema.TOTP);
    assertThat(show(pool, "statement_timeout")).isEqualTo("5s");
    assertThat(show(pool, "lock_timeout")).isEqualTo("5s");
    assertThat(show(pool, "idle_in_transaction_session_timeout")).isEqualTo("10s");
    assertThat(show(pool, "application_name")).isEqualTo("ally totp");
  }

  @Test
  void theSessionIsTheVerticlesOwnLogin() throws Exception {
    assertThat(text(database.pool(vertx, Schema.ACCOUNT), "SELECT current_user")).isEqualTo("ally_account");
  }

  private static String show(Pool pool, String setting) throws Exception {
    return text(pool, "SHOW " + setting);
  }

  private static String text(Pool pool, String sql) throws Exception {
    return pool.query(sql).execute().await(10, TimeUnit.SECONDS).iterator().next().getString(0);
  }
}
