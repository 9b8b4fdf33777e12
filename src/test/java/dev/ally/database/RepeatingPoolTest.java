package dev.ally.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ally.database.embedded.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a real PostgreSQL undoes for the sake of other work is done again, a few times. */
final class RepeatingPoolTest {
  private static final String CHANGE = "UPDATE public.note SET text = text || $2 WHERE id = $1";
  /** Fails with $1 until it was called $2 times: what a sequence counts is not undone. */
  private static final String FAIL = """
      CREATE FUNCTION public.fail(state text, times int) RETURNS bigint LANGUAGE plpgsql AS $$
      DECLARE call bigint := nextval('public.call');
      BEGIN
        IF call < times THEN RAISE 'undone' USING ERRCODE = state; END IF;
        RETURN call;
      END $$""";

  private static Vertx vertx;
  private static TestDatabase database;
  private static Pool pool;

  @BeforeAll
  static void open() throws Exception {
    vertx = Vertx.vertx();
    database = TestDatabase.create();
    database.execute("CREATE TABLE public.note (id int PRIMARY KEY, text text NOT NULL)");
    database.execute("CREATE SEQUENCE public.call");
    database.execute(FAIL);
    pool = Pools.open(vertx, database.superuser(), "test", 2);
    TestDatabase.fill(vertx, pool, 2).await(60, TimeUnit.SECONDS);
  }

  @AfterAll
  static void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
    database.close();
  }

  @BeforeEach
  void begin() {
    database.execute("TRUNCATE public.note");
    database.execute("INSERT INTO public.note VALUES (1, ''), (2, '')");
    database.execute("ALTER SEQUENCE public.call RESTART");
  }

  @Test
  void bothTransactionsOfADeadlockAreDoneOnce() throws Exception {
    Promise<Void> firstHasOne = Promise.promise();
    Promise<Void> secondHasTwo = Promise.promise();
    Future<Void> first = change(1, firstHasOne, secondHasTwo.future(), 2, "a");
    Future<Void> second = change(2, secondHasTwo, firstHasOne.future(), 1, "b");
    Future.all(first, second).await(10, TimeUnit.SECONDS);
    assertThat(database.count("public.note WHERE length(text) = 2 AND text LIKE '%a%' AND text LIKE '%b%'")).isEqualTo(2);
  }

  @Test
  void aTransactionThatWasNotSerializableIsDoneAgain() throws Exception {
    AtomicInteger times = new AtomicInteger();
    pool.withTransaction(connection -> connection.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").execute()
        .compose(set -> connection.query("SELECT * FROM public.note").execute())
        // Another statement is quicker, the first time.
        .compose(read -> times.incrementAndGet() == 1
            ? pool.preparedQuery(CHANGE).execute(Tuple.of(1, "b")).<Void>mapEmpty()
            : Future.<Void>succeededFuture())
        .compose(seen -> connection.preparedQuery(CHANGE).execute(Tuple.of(1, "a")))).await(10, TimeUnit.SECONDS);
    assertThat(times).hasValue(2);
    assertThat(database.count("public.note WHERE text = 'ba'")).isEqualTo(1);
  }

  @Test
  void aStatementThatWasUndoneIsDoneAgain() throws Exception {
    assertThat(pool.query("SELECT public.fail('40001', 3)").execute()
        .await(10, TimeUnit.SECONDS).iterator().next().getLong(0)).isEqualTo(3);
    begin();
    assertThat(pool.preparedQuery("SELECT public.fail($1, 3)").execute(Tuple.of("40P01"))
        .await(10, TimeUnit.SECONDS).iterator().next().getLong(0)).isEqualTo(3);
    begin();
    assertThat(pool.withConnection(connection -> connection.query("SELECT public.fail('40001', 2)").execute())
        .await(10, TimeUnit.SECONDS).iterator().next().getLong(0)).isEqualTo(2);
  }

  @Test
  void whatIsUndoneAgainAndAgainIsAnOutageAfterFiveTimes() {
    Throwable given = catchThrowable(() ->
        pool.preparedQuery("SELECT public.fail($1, 100)").execute(Tuple.of("40001")).await(10, TimeUnit.SECONDS));
    assertThat(Outage.isOutage(given)).isTrue();
    assertThat(database.count("public.call WHERE last_value = 5")).isEqualTo(1);
  }

  @Test
  void aDefectIsNotRepeated() {
    assertThat(catchThrowable(() ->
        pool.preparedQuery("SELECT public.fail($1, 100)").execute(Tuple.of("22012")).await(10, TimeUnit.SECONDS)))
        .isNotNull();
    assertThat(database.count("public.call WHERE last_value = 1")).isEqualTo(1);
  }

  private static Future<Void> change(int mine, Promise<Void> done, Future<Void> otherDone, int other, String text) {
    return pool.withTransaction(connection -> connection.preparedQuery(CHANGE).execute(Tuple.of(mine, text))
        .onSuccess(changed -> done.tryComplete())
        .compose(changed -> otherDone)
        .compose(both -> connection.preparedQuery(CHANGE).execute(Tuple.of(other, text)))
        .<Void>mapEmpty());
  }
}
