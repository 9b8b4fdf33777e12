package dev.ally.account.transfer;

import dev.ally.account.password.PasswordVerifier;
import dev.ally.account.password.SealedPasswords;
import dev.ally.account.person.StoredAddresses;
import dev.ally.account.person.Tokens;
import dev.ally.account.transfer.PgTransferStore.New;
import dev.ally.account.transfer.PgTransferStore.Taken;
import dev.ally.bus.Bus;
import dev.ally.contract.account.ImportAccounts.Answer;
import dev.ally.contract.account.ImportAccounts.Line;
import dev.ally.contract.account.ImportAccounts.Refused;
import dev.ally.contract.account.ImportAccounts;
import dev.ally.contract.totp.ForgetAccount;
import dev.ally.contract.totp.ImportAuthenticators.Imported;
import dev.ally.contract.totp.ImportAuthenticators;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Imports accounts. {@code totp} takes their authenticators first, and the account comes last: before there is one,
 * nobody can log in without its second factor, wherever the import is killed. Accounts and authenticators have the same
 * ids at each try, so that the next import goes on where this one ended.
 */
public final class ImportService {
  /** More than one importing command has on its way. */
  private static final int REMEMBERED = 16;

  private final Vertx vertx;
  private final PgTransferStore store;
  private final StoredAddresses addresses;
  private final SealedPasswords sealed;
  private final PasswordVerifier passwords;
  private final Tokens tokens;
  private final Bus bus;
  private final Clock clock;
  /** By the addresses and ids of questions that are not answered yet. Belongs to one event loop. */
  private final Map<String, Future<?>> inProgress = new HashMap<>();
  /** The accounts that a question set out to make, by its id: it is asked again where its answer was lost. */
  private final Map<UUID, Set<UUID>> begun = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<UUID, Set<UUID>> eldest) {
      return size() > REMEMBERED;
    }
  };

  public ImportService(
      Vertx vertx, PgTransferStore store, StoredAddresses addresses, SealedPasswords sealed, PasswordVerifier passwords,
      Tokens tokens, Bus bus, Clock clock) {
    this.vertx = vertx;
    this.store = store;
    this.addresses = addresses;
    this.sealed = sealed;
    this.passwords = passwords;
    this.tokens = tokens;
    this.bus = bus;
    this.clock = clock;
  }

  /** What becomes of the lines of a question. */
  private static final class Batch {
    private final Instant now;
    private final List<Refused> refused = new ArrayList<>();
    private final List<ImportLine> lines = new ArrayList<>();
    /** The ids that the accounts of these lines get, in their order. */
    private final List<UUID> wanted = new ArrayList<>();
    private int madeBefore;
    private int existing;

    Batch(Instant now) {
      this.now = now;
    }

    void refuse(int number, String reason) {
      refused.add(new Refused(number, reason));
    }
  }

  /** A free address, and the id that its account gets. */
  private record Place(UUID id, ImportLine line) {}

  public Future<Answer> take(ImportAccounts question) {
    return addresses.readAll()
        .compose(read -> vertx.executeBlocking(() -> read(question.lines()), false))
        .compose(batch -> alone(batch, () -> places(batch, begun(question.operationId()))
            .compose(places -> withAuthenticators(batch, places))
            .compose(places -> make(batch, places)))
            .compose(made -> store.isBusy(batch.now)
                .map(busy -> new Answer(made + batch.madeBefore, batch.existing, batch.refused, busy))));
  }

  private Set<UUID> begun(UUID operationId) {
    return begun.computeIfAbsent(operationId, id -> new HashSet<>());
  }

  /** Of several questions at a time, one that has an address or an id of another waits until that is done. */
  private <T> Future<T> alone(Batch batch, Supplier<Future<T>> work) {
    List<String> own = batch.lines.stream()
        .flatMap(line -> Stream.concat(Stream.of(line.email().key()), line.id().map(UUID::toString).stream())).toList();
    List<Future<?>> others = own.stream().<Future<?>>map(inProgress::get).filter(Objects::nonNull).distinct().toList();
    Future<T> done = Future.join(others).transform(ended -> work.get());
    own.forEach(one -> inProgress.put(one, done));
    return done.onComplete(ended -> own.forEach(one -> inProgress.remove(one, done)));
  }

  /** Of lines with one address the first counts; the others find its account. */
  private Batch read(List<Line> lines) {
    Batch batch = new Batch(clock.instant());
    Set<String> keys = new HashSet<>();
    Set<UUID> used = new HashSet<>();
    for (Line line : lines) {
      try {
        ImportLine read = ImportLine.read(line.number(), line.line(), batch.now);
        if (keys.add(read.email().key())) {
          batch.lines.add(read);
          batch.wanted.add(read.id().filter(used::add).orElseGet(() -> id(read)));
        } else {
          batch.existing++;
        }
      } catch (ImportLine.Refused refused) {
        batch.refuse(line.number(), refused.getMessage());
      }
    }
    return batch;
  }

  private Future<List<Place>> places(Batch batch, Set<UUID> own) {
    return store.taken(batch.lines, batch.wanted, own).map(taken -> {
      List<Place> places = new ArrayList<>();
      for (int i = 0; i < batch.wanted.size(); i++) {
        ImportLine line = batch.lines.get(i);
        Taken found = taken.get(i);
        if (found.own()) {
          batch.madeBefore++;
        } else if (found.address()) {
          batch.existing++;
        } else {
          places.add(new Place(found.id() ? id(line) : batch.wanted.get(i), line));
        }
      }
      places.forEach(place -> own.add(place.id));
      return places;
    });
  }

  /** Follows from the address, so that it is the same when the import is run again. */
  private UUID id(ImportLine line) {
    return tokens.operationId(new UUID(0, 0), Secret.of("import"), Secret.of(line.email().key()));
  }

  private Future<List<Place>> withAuthenticators(Batch batch, List<Place> places) {
    List<Imported> all = places.stream().filter(place -> !place.line.authenticators().isEmpty())
        .map(place -> new Imported(place.id, place.line.authenticators())).toList();
    if (all.isEmpty()) {
      return Future.succeededFuture(places);
    }
    return ImportAuthenticators.OPERATION.ask(bus, new ImportAuthenticators(all)).map(answer -> {
      Map<UUID, String> reasons = new HashMap<>();
      answer.refused().forEach(refused -> reasons.put(refused.accountId(), reason(refused.reason())));
      List<Place> left = new ArrayList<>();
      for (Place place : places) {
        if (place.line.authenticators().isEmpty() || answer.imported().contains(place.id)) {
          left.add(place);
        } else {
          batch.refuse(place.line.number(), reasons.getOrDefault(place.id, "authenticators could not be taken over"));
        }
      }
      return left;
    });
  }

  private static String reason(ImportAuthenticators.Reason reason) {
    return switch (reason) {
      case NOT_TOTP -> "an authenticator is no otpauth://totp/ URI";
      case NO_SECRET -> "an authenticator has no secret in base32";
      case SECRET_TOO_SHORT -> "an authenticator has a secret of less than 80 bits";
      case SECRET_TOO_LONG -> "an authenticator has a secret of more than 128 bytes";
      case ALGORITHM -> "an authenticator has an algorithm that is none of SHA1, SHA256 and SHA512";
      case DIGITS -> "an authenticator has codes that are not of 6 to 8 digits";
      case PERIOD -> "an authenticator has a period that is not 15 to 120 seconds";
      case TOO_MANY -> "authenticators are more than 10";
      case OTHER -> "authenticators could not be taken over";
    };
  }

  private Future<Integer> make(Batch batch, List<Place> places) {
    if (places.isEmpty()) {
      return Future.succeededFuture(0);
    }
    return vertx.executeBlocking(() -> places.stream().map(this::sealed).toList(), false)
        .compose(accounts -> store.make(accounts, batch.now))
        .compose(made -> {
          batch.existing += places.size() - made.size();
          return forget(places.stream().map(Place::id).filter(id -> !made.contains(id)).toList()).map(made.size());
        });
  }

  private New sealed(Place place) {
    return new New(place.id, place.line, place.line.hash()
        .map(hash -> sealed.seal(place.id, hash))
        .orElseGet(() -> passwords.hashOfNoPassword(place.id)));
  }

  /** Somebody else has made an account with the address meanwhile: the authenticators belong to nobody. */
  private Future<Void> forget(List<UUID> ids) {
    return ids.isEmpty()
        ? Future.succeededFuture()
        : store.existing(ids).compose(existing -> Future.join(ids.stream().filter(id -> !existing.contains(id))
            .map(id -> ForgetAccount.OPERATION.ask(bus, new ForgetAccount(id))).toList()).mapEmpty());
  }
}
