package dev.ally.app;

import dev.ally.app.keys.KeyWatch;
import dev.ally.app.lifecycle.InterruptibleStart;
import dev.ally.app.lifecycle.ShutdownStack;
import dev.ally.bus.Bus;
import dev.ally.bus.BusOperation;
import dev.ally.bus.Failed;
import dev.ally.bus.Unavailable;
import dev.ally.cli.Refused;
import dev.ally.config.Settings;
import dev.ally.contract.Reseal;
import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.ListAccounts;
import dev.ally.database.Schema;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * {@code account …} and {@code keys …}: asks the verticles, in a process of its own, so that the rules are the server's
 * own code; beside a running embedded server, on that one's database.
 */
public final class OperatorClient {
  private static final int POOL_SIZE = 2;
  private static final int TRIES = 5;
  private static final Duration TAKEN_OVER_WITHIN = KeyWatch.EVERY.multipliedBy(2);

  private final Settings settings;
  private final Clock clock;
  private final SecureRandom random;

  public OperatorClient(Settings settings, Clock clock, SecureRandom random) {
    this.settings = settings;
    this.clock = clock;
    this.random = random;
  }

  /**
   * The answer. A question is asked again when nobody could answer: its id keeps it from being done twice. Only an account
   * is made where there is no database yet.
   */
  public <Q, A> A ask(BusOperation<Q, A> operation, Q question) throws InterruptedException {
    if (operation != CreateAccount.OPERATION) {
      Storage.requireMade(settings);
    }
    try (ShutdownStack started = new ShutdownStack()) {
      return ask(open(started), operation, question);
    }
  }

  /** Hands over each account of which another has the same address. */
  public void listSameAddress(Consumer<ListAccounts.Listed> each) throws InterruptedException {
    Storage.requireMade(settings);
    try (ShutdownStack started = new ShutdownStack()) {
      Vertx vertx = open(started);
      List<ListAccounts.Listed> some = ask(vertx, ListAccounts.OPERATION, ListAccounts.START).accounts();
      while (!some.isEmpty()) {
        some.forEach(each);
        some = ask(vertx, ListAccounts.OPERATION, ListAccounts.after(some)).accounts();
      }
    }
  }

  /**
   * Seals every older row of both schemas under the key that seals now; how many were, and how many do not open. Servers
   * that run are given the time to take that key over first: until then they seal rows under the older one.
   */
  public Map<Schema, Reseal.Answer> reseal() throws InterruptedException {
    Storage.requireMade(settings);
    try (ShutdownStack started = new ShutdownStack()) {
      Vertx vertx = open(started);
      Thread.sleep(TAKEN_OVER_WITHIN.toMillis());
      Map<Schema, Reseal.Answer> sums = new EnumMap<>(Schema.class);
      sums.put(Schema.ACCOUNT, reseal(vertx, Reseal.OF_ACCOUNT));
      sums.put(Schema.TOTP, reseal(vertx, Reseal.OF_TOTP));
      return sums;
    }
  }

  /** Again and again until nothing is left: a row may move from one table to another behind one's back. */
  private static Reseal.Answer reseal(Vertx vertx, BusOperation<Reseal, Reseal.Answer> operation) {
    int resealed = 0;
    while (true) {
      Reseal.Answer all = resealOnce(vertx, operation);
      resealed += all.resealed();
      if (all.resealed() == 0) {
        return new Reseal.Answer(resealed, all.broken(), Optional.empty());
      }
    }
  }

  private static Reseal.Answer resealOnce(Vertx vertx, BusOperation<Reseal, Reseal.Answer> operation) {
    int resealed = 0;
    int broken = 0;
    Optional<UUID> next = Optional.of(Reseal.START);
    while (next.isPresent()) {
      Reseal.Answer some = ask(vertx, operation, new Reseal(next.get()));
      resealed += some.resealed();
      broken += some.broken();
      next = some.next();
    }
    return new Reseal.Answer(resealed, broken, next);
  }

  private Vertx open(ShutdownStack started) throws InterruptedException {
    InterruptibleStart starting = new InterruptibleStart();
    // Also when a signal ends the command: a database that it started would else run on.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(starting, started), "stop"));
    try {
      Verticles verticles = new Verticles(settings, clock, random, started);
      Storage storage = Storage.openBeside(settings, random);
      started.add("the database", storage::close);
      Vertx vertx = verticles.vertx(Optional.empty());
      verticles.backend(vertx, storage, verticles.keyrings(storage), POOL_SIZE, Optional.empty());
      return vertx;
    } finally {
      starting.over();
    }
  }

  private static void stop(InterruptibleStart starting, ShutdownStack started) {
    starting.end();
    started.close();
  }

  private static <Q, A> A ask(Vertx vertx, BusOperation<Q, A> operation, Q question) {
    for (int attempt = 1; ; attempt++) {
      try {
        return operation.ask(Bus.local(vertx), question)
            .await(2 * operation.timeout().toMillis(), TimeUnit.MILLISECONDS);
      } catch (Unavailable | TimeoutException e) {
        if (attempt == TRIES) {
          throw new Refused("It could not be done now: " + e.getMessage());
        }
      } catch (Failed e) {
        throw new Refused("It could not be done: " + e.getMessage());
      }
    }
  }
}
