package dev.ally.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class HashedSqlTest {
  private final HashedSql sql = new HashedSql("SELECT FROM a WHERE b IN (EACH $1) AND c = $2 AND d IN (EACH $12)");

  @Test
  void namesTheHashOfEachKey() {
    assertThat(sql.text(new Buffer[1])).isEqualTo(
        "SELECT FROM a WHERE b IN (($1::bytea[])[1]) AND c = $2 AND d IN (($12::bytea[])[1])");
    assertThat(sql.text(new Buffer[3])).isEqualTo(
        "SELECT FROM a WHERE b IN (($1::bytea[])[1], ($1::bytea[])[2], ($1::bytea[])[3]) AND c = $2 "
            + "AND d IN (($12::bytea[])[1], ($12::bytea[])[2], ($12::bytea[])[3])");
  }

  /** What no token has stored is found by none. */
  @Test
  void staysAStatementWithoutAnyHash() {
    assertThat(sql.text(new Buffer[0])).isEqualTo(sql.text(new Buffer[1]));
  }
}
