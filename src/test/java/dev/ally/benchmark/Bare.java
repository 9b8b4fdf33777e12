package dev.ally.benchmark;

import dev.ally.config.PostgresLogin;
import dev.ally.database.Pools;
import dev.ally.harness.Answers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a code step could cost at least: a question on the local event bus, and one committed statement that changes one
 * row. No page, no cookie, no HTTP.
 */
final class Bare {
  private static final String ADDRESS = "bare";

  private Bare() {}

  /** Questions a second, so many at once; each changes a row of its own. */
  static double perSecond(String databaseUri, int count, int atOnce) {
    Vertx vertx = Vertx.vertx();
    try {
      Pool pool = Pools.open(vertx, PostgresLogin.of(URI.create(databaseUri)), "bare", 16);
      Answers.answer(pool.query("CREATE TABLE IF NOT EXISTS public.bare (id int PRIMARY KEY, n int)").execute());
      Answers.answer(pool.query("TRUNCATE public.bare").execute());
      Answers.answer(pool.query("INSERT INTO public.bare SELECT n, 0 FROM generate_series(0, 999) n").execute());
      vertx.eventBus().<JsonObject>consumer(ADDRESS, question -> pool
          .preparedQuery("UPDATE public.bare SET n = n + 1 WHERE id = $1")
          .execute(Tuple.of(question.body().getInteger("id")))
          .onSuccess(done -> question.reply(new JsonObject().put("done", true))));
      ask(vertx, count / 2, atOnce);
      long began = System.nanoTime();
      ask(vertx, count, atOnce);
      return count / ((System.nanoTime() - began) / 1e9);
    } finally {
      Answers.answer(vertx.close());
    }
  }

  private static void ask(Vertx vertx, int count, int atOnce) {
    AtomicInteger left = new AtomicInteger(count);
    List<Future<Void>> lines = new ArrayList<>();
    for (int i = 0; i < atOnce; i++) {
      lines.add(line(vertx, left));
    }
    Answers.answer(Future.join(lines), Duration.ofMinutes(2));
  }

  private static Future<Void> line(Vertx vertx, AtomicInteger left) {
    int id = left.getAndDecrement();
    return id <= 0
        ? Future.succeededFuture()
        : vertx.eventBus().request(ADDRESS, new JsonObject().put("id", id % 1_000)).compose(done -> line(vertx, left));
  }
}
