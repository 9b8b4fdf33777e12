package dev.ally.app;

import dev.ally.account.event.AuditScope;
import dev.ally.app.keys.KeyWatch;
import dev.ally.app.lifecycle.InterruptibleStart;
import dev.ally.app.lifecycle.ShutdownStack;
import dev.ally.bus.Bus;
import dev.ally.bus.BusOperation;
import dev.ally.bus.Failed;
import dev.ally.bus.Unavailable;
import dev.ally.cli.Operator;
import dev.ally.cli.Refused;
import dev.ally.config.Settings;
import dev.ally.contract.Reseal;
import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.ImportAccounts;
import dev.ally.contract.account.InviteAccount;
import dev.ally.contract.account.NoteOperatorAct;
import dev.ally.contract.oidc.ApplyClients;
import dev.ally.contract.oidc.RotateSigningKeys;
import dev.ally.database.Schema;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Answers the questions of {@code account …}, {@code client …} and {@code keys …}. It starts the verticles in this
 * process, so that the rules are those of the server. If a server with an embedded database is running, it uses that
 * database.
 */
public final class OperatorClient implements Operator, AutoCloseable {
  private static final int POOL_SIZE = 2;
  private static final int TRIES = 5;
  /** With these an operator may begin before the first start of the server. */
  private static final Set<BusOperation<?, ?>> MAKE_DATABASE =
      Set.of(
          CreateAccount.OPERATION, InviteAccount.OPERATION, ImportAccounts.OPERATION, ApplyClients.OPERATION);
  private static final Duration TAKEN_OVER_WITHIN = KeyWatch.EVERY.multipliedBy(2);

  private final Settings settings;
  private final Clock clock;
  private final SecureRandom random;
  private final ShutdownStack started = new ShutdownStack();
  private Bus bus;
  private Storage storage;

  public OperatorClient(Settings settings, Clock clock, SecureRandom random) {
    this.settings = settings;
    this.clock = clock;
    this.random = random;
  }

  /** Asks, and asks again while the verticle is unavailable; by its id a question is done only once. */
  @Override
  public <Q, A> A ask(BusOperation<Q, A> operation, Q question) throws InterruptedException {
    A answer = answer(operation, question);
    for (NoteOperatorAct act : OperatorActs.of(question, answer)) {
      answer(NoteOperatorAct.OPERATION, act);
    }
    return answer;
  }

  private <Q, A> A answer(BusOperation<Q, A> operation, Q question) throws InterruptedException {
    start(MAKE_DATABASE.contains(operation));
    requireServed(operation);
    for (int attempt = 1; ; attempt++) {
      try {
        return operation.ask(bus, question).await(2 * operation.timeout().toMillis(), TimeUnit.MILLISECONDS);
      } catch (Unavailable | TimeoutException e) {
        if (attempt == TRIES) {
          throw new Refused("It cannot be done now: " + e.getMessage());
        }
      } catch (Failed e) {
        throw new Refused("It cannot be done: " + e.getMessage());
      }
    }
  }

  /** An address begins with the name of the verticle that serves it. */
  private void requireServed(BusOperation<?, ?> operation) {
    if (operation.address().startsWith(Schema.OIDC.sqlName() + ".") && !storage.schemas().contains(Schema.OIDC)) {
      throw new Refused("This installation has no oidc, which keeps the registry of clients"
          + settings.withoutOidc().map(reason -> ": " + reason).orElse(""));
    }
  }

  /** Stops the verticles, if they were started. */
  @Override
  public void close() {
    started.close();
  }

  /**
   * Makes new keys that sign tokens, seals every older row of all schemas under the current keys, and counts the rows.
   * It first waits until running servers have read the current key: until then they seal rows under the older one.
   */
  public Map<Schema, Reseal.Answer> reseal() throws InterruptedException {
    start(false);
    Thread.sleep(TAKEN_OVER_WITHIN.toMillis());
    Map<Schema, Reseal.Answer> sums = new EnumMap<>(Schema.class);
    sums.put(Schema.ACCOUNT, reseal(Reseal.OF_ACCOUNT));
    sums.put(Schema.TOTP, reseal(Reseal.OF_TOTP));
    if (storage.schemas().contains(Schema.OIDC)) {
      ask(RotateSigningKeys.OPERATION, new RotateSigningKeys(UUID.randomUUID()));
      sums.put(Schema.OIDC, reseal(Reseal.OF_OIDC));
    }
    answer(NoteOperatorAct.OPERATION, OperatorActs.act(NoteOperatorAct.Act.KEYS_ROTATED, ""));
    return sums;
  }

  /** Repeats until nothing is left: a row may move from one table to another meanwhile. */
  private Reseal.Answer reseal(BusOperation<Reseal, Reseal.Answer> operation) throws InterruptedException {
    int resealed = 0;
    while (true) {
      Reseal.Answer all = resealOnce(operation);
      resealed += all.resealed();
      if (all.resealed() == 0) {
        return new Reseal.Answer(resealed, all.broken(), Optional.empty());
      }
    }
  }

  private Reseal.Answer resealOnce(BusOperation<Reseal, Reseal.Answer> operation) throws InterruptedException {
    int resealed = 0;
    int broken = 0;
    Optional<UUID> next = Optional.of(Reseal.START);
    while (next.isPresent()) {
      Reseal.Answer some = ask(operation, new Reseal(next.get()));
      resealed += some.resealed();
      broken += some.broken();
      next = some.next();
    }
    return new Reseal.Answer(resealed, broken, next);
  }

  /**
   * Starts the verticles, unless they run already.
   *
   * @param makesDatabase whether an embedded database is made where there is none yet
   */
  private void start(boolean makesDatabase) throws InterruptedException {
    if (bus == null) {
      if (!makesDatabase) {
        Storage.requireMade(settings);
      }
      bus = Bus.local(startVerticles());
    }
  }

  private Vertx startVerticles() throws InterruptedException {
    InterruptibleStart starting = new InterruptibleStart();
    // A signal ends the command as well: the database that it started must not go on running.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(starting), "stop"));
    try {
      Verticles verticles = new Verticles(
          settings, clock, random, started, System.err, AuditScope.COMMAND);
      storage = Storage.openBeside(settings, random);
      started.add("the database", storage::close);
      Vertx vertx = verticles.vertx(Optional.empty());
      verticles.backend(
          vertx, storage, verticles.keyrings(storage, storage.schemas()), POOL_SIZE, Optional.empty());
      return vertx;
    } finally {
      starting.over();
    }
  }

  private void stop(InterruptibleStart starting) {
    starting.end();
    started.close();
  }
}
