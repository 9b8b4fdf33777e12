package dev.ally.oidc;

import dev.ally.bus.Bus;
import dev.ally.bus.BusOperation;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.AccountClaims;
import dev.ally.contract.account.FindLogin;
import dev.ally.contract.account.FindStanding;
import dev.ally.contract.account.ListEndings;
import dev.ally.contract.account.ListEndings.Kind;
import dev.ally.contract.account.NoteApplication;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An {@code account} whose people do what a test says. */
public final class FakeAccount {
  private final Map<UUID, Person> people = new ConcurrentHashMap<>();
  private final Map<Secret, Person> vouchers = new ConcurrentHashMap<>();
  /** What was noted, each operation once. */
  public final Map<UUID, NoteApplication> notes = new ConcurrentHashMap<>();
  /** Sessions that were used by a question. */
  public final List<UUID> used = new CopyOnWriteArrayList<>();
  /** What has ended, with the ids from 1. */
  public final List<ListEndings.Ending> endings = new CopyOnWriteArrayList<>();
  /** Whether notes are refused, as if the node were away. */
  public volatile boolean isAwayForNotes;

  private final Clock clock;

  public FakeAccount(Clock clock) {
    this.clock = clock;
  }

  /** A person, and the one session of theirs. */
  public final class Person {
    public final UUID accountId = UUID.randomUUID();
    public volatile UUID sid = UUID.randomUUID();
    public volatile boolean sessionOpen;
    public volatile boolean secondFactor;
    public volatile boolean twoFactor;
    public volatile boolean locked;
    public volatile int generation = 1;
    public volatile String language = "de";
    public volatile Set<String> groups = Set.of("staff");
    private volatile UUID login;
    private volatile Instant at;

    /** Logs in with everything the account has; a login again in the same browser keeps the session's id. */
    public Person logIn() {
      login = UUID.randomUUID();
      at = clock.instant();
      secondFactor = twoFactor;
      sessionOpen = true;
      return this;
    }

    /** Links an authenticator in the session. */
    public Person enrol() {
      twoFactor = true;
      secondFactor = true;
      return this;
    }

    /** The session ends, and account hands that out. */
    public void logOut() {
      sessionOpen = false;
      ended(Optional.of(sid), Kind.SESSION);
    }

    /** Something of the account has ended. */
    public void ended(Optional<UUID> session, Kind kind) {
      endings.add(new ListEndings.Ending(endings.size() + 1, accountId, session, kind));
    }

    public Person twoFactor() {
      twoFactor = true;
      return this;
    }

    public Instant loggedInAt() {
      return at;
    }

    /** A voucher of the session. */
    public Secret voucher() {
      Secret voucher = Secret.of("voucher " + UUID.randomUUID());
      vouchers.put(voucher, this);
      return voucher;
    }

    AccountClaims claims() {
      return new AccountClaims(accountId + "@example.org", true, "Ada", language, groups, twoFactor);
    }
  }

  public Person person() {
    Person person = new Person();
    people.put(person.accountId, person);
    return person;
  }

  /** How often this was noted of the person. */
  public long noted(Person person, NoteApplication.Event event) {
    return notes.values().stream()
        .filter(note -> note.accountId().equals(person.accountId) && note.event() == event).count();
  }

  public void serve(EventBus bus) {
    serve(bus, FindLogin.OPERATION, q -> Future.succeededFuture(new FindLogin.Answer(
        Optional.ofNullable(vouchers.get(q.voucher()))
            .filter(person -> person.sessionOpen && !person.locked)
            .map(person -> new FindLogin.Login(
                person.accountId, person.sid, person.login, person.at, person.secondFactor, person.generation,
                person.claims())))));
    serve(bus, FindStanding.OPERATION, q -> {
      if (q.used()) {
        q.sid().ifPresent(used::add);
      }
      return Future.succeededFuture(new FindStanding.Answer(Optional.ofNullable(people.get(q.accountId()))
          .filter(person -> !person.locked)
          .map(person -> new FindStanding.Standing(
              person.sessionOpen && q.sid().equals(Optional.of(person.sid)), person.secondFactor, person.generation,
              person.claims()))));
    });
    serve(bus, ListEndings.OPERATION, q -> Future.succeededFuture(new ListEndings.Answer(
        endings.stream().filter(ending -> ending.id() > q.after()).limit(2).toList())));
    serve(bus, NoteApplication.OPERATION, q -> {
      if (isAwayForNotes) {
        return Future.failedFuture(new Unavailable("away", Duration.ofSeconds(1)));
      }
      notes.putIfAbsent(q.operationId(), q);
      return Future.succeededFuture(new NoteApplication.Answer());
    });
  }

  private static <Q, A> void serve(EventBus bus, BusOperation<Q, A> operation, Function<Q, Future<A>> service) {
    operation.serve(Bus.local(bus), service);
  }
}
