package dev.ally.database;

import dev.ally.contract.Reseal;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.SealBroken;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals a schema's older rows under the key that seals now, some at a time. Each row is changed by a statement of its own,
 * unless somebody else changed it meanwhile; so it may be ended and begun again at any time.
 */
public final class Resealing {
  private static final Logger LOG = LoggerFactory.getLogger(Resealing.class);
  private static final int ROWS_AT_ONCE = 200;

  private final Pool pool;
  private final Keyring keyring;
  private final Table table;

  /** What is sealed in a schema. */
  public interface Table {
    /** Rows under another key than $1, behind the id $2, in the order of their ids, at most $3. */
    String older();

    /** Changes a row: $1 its id, $2 what was sealed in it, $3 the same resealed, $4 by which key. */
    String update(Row row);

    /**
     * The parameters of that.
     *
     * @throws SealBroken when it does not open
     */
    Tuple reseal(Row row);

    /** Forgets every key but $1 that no row names any more. */
    String retire();
  }

  public Resealing(Pool pool, Keyring keyring, Table table) {
    this.pool = pool;
    this.keyring = keyring;
    this.table = table;
  }

  public Future<Reseal.Answer> reseal(Reseal question) {
    return pool.preparedQuery(table.older())
        .execute(Tuple.of(keyring.sealingId(), question.after(), ROWS_AT_ONCE))
        .compose(rows -> rows.size() == 0 ? retire() : resealAll(rows));
  }

  private Future<Reseal.Answer> retire() {
    return pool.preparedQuery(table.retire()).execute(Tuple.of(keyring.sealingId()))
        .map(retired -> new Reseal.Answer(0, 0, Optional.empty()));
  }

  private Future<Reseal.Answer> resealAll(RowSet<Row> rows) {
    Future<Reseal.Answer> done = Future.succeededFuture(new Reseal.Answer(0, 0, Optional.empty()));
    for (Row row : rows) {
      UUID id = row.getUUID("id");
      done = done.compose(sum -> reseal(id, row).map(became -> new Reseal.Answer(
          sum.resealed() + (became == Became.RESEALED ? 1 : 0),
          sum.broken() + (became == Became.BROKEN ? 1 : 0),
          Optional.of(id))));
    }
    return done;
  }

  /** What became of a row; one that somebody else changed meanwhile was sealed by whoever did. */
  private enum Became { RESEALED, OVERTAKEN, BROKEN }

  private Future<Became> reseal(UUID id, Row row) {
    try {
      return pool.preparedQuery(table.update(row)).execute(table.reseal(row))
          .map(updated -> updated.rowCount() == 1 ? Became.RESEALED : Became.OVERTAKEN);
    } catch (SealBroken broken) {
      LOG.error("row {} was left as it is: {}", id, broken.getMessage());
      return Future.succeededFuture(Became.BROKEN);
    }
  }
}
