package dev.ally.account.password;

import dev.ally.account.event.FailedAttempts;
import dev.ally.account.password.PasswordHashes.Compared;
import dev.ally.account.password.PgPasswordStore.Attempt;
import dev.ally.account.password.queue.FewAtOnce;
import dev.ally.account.password.queue.HashQueue;
import dev.ally.account.person.AddressSql;
import dev.ally.account.person.ClientNetwork;
import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.rules.PasswordRules;
import dev.ally.bus.Asker;
import dev.ally.bus.Unavailable;
import dev.ally.config.Limit;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.PasswordHash;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import dev.ally.metrics.Meters;
import dev.ally.metrics.Metric;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies passwords. An attempt is counted before the password is looked at. An email address without an account is
 * counted and costs a hash like any other, so that neither text, status nor time reveals whether there is an account.
 */
public final class PasswordVerifier {
  private static final Logger LOG = LoggerFactory.getLogger(PasswordVerifier.class);

  /** The result of a verification. */
  public sealed interface Verdict {
    /**
     * @param account the account that the password belongs to
     * @param budget the budget that counts its wrong passwords
     * @param newer the hash by which the stored one is to be replaced; empty: that is good, or was replaced
     */
    record Right(Versions account, Buffer budget, Optional<Sealed> newer) implements Verdict {}

    record Wrong() implements Verdict {}

    record Wait(Duration retryAfter) implements Verdict {}

    /** Unrecognised browsers tried too many; the password was not looked at. */
    record NeedsBrowserLink() implements Verdict {}

    /**
     * Too many passwords from this network were wrong. The asker is told the same whether this one was right, and needs
     * a mailed link then.
     */
    record Undisclosed(boolean right) implements Verdict {}
  }

  /** One attempt, of which nothing is known yet. */
  private record Guess(
      EmailAddress address, PgPasswordStore.Subjects subjects, UUID attemptId, Secret typed, Secret password,
      String network, long site, RequestInfo requestInfo, PasswordPurpose purpose) {
    long email() {
      return subjects.unrecognised().getLong(0);
    }

    long attempt() {
      return attemptId.getMostSignificantBits();
    }

    FailedAttempts.Source source() {
      return FailedAttempts.Source.of(requestInfo);
    }
  }

  /** @param disclosed whether the asker may be told the result */
  private record Comparison(boolean right, boolean disclosed) {}

  private static final Verdict WRONG = new Verdict.Wrong();
  private static final Verdict NEEDS_BROWSER_LINK = new Verdict.NeedsBrowserLink();
  /**
   * Two accounts share the address: a right password of one clears no budget, since the wrong ones may concern the
   * other.
   */
  private static final Buffer NO_BUDGET = Buffer.buffer();
  /** Of all networks that failed at many email addresses. */
  private static final String SHARED_PARTY = "networks that failed at many email addresses";
  /** How many statements of this verifier wait for the database at once, of each kind; the others of a burst follow. */
  private static final int STATEMENTS = 4;

  private final PgPasswordStore store;
  private final PgAccountStore accounts;
  private final HashQueue hashQueue;
  private final PasswordHashes hashes;
  private final PasswordRules rules;
  private final Tokens tokens;
  private final Clock clock;
  private final SecureRandom random;
  private final NetworkBudgets networks;
  private final FewAtOnce charges = new FewAtOnce(STATEMENTS);
  private final FewAtOnce recognitions = new FewAtOnce(STATEMENTS);
  private Optional<FailedAttempts> failures = Optional.empty();
  /** Of other programs' hashes those that need much memory. */
  private final FewAtOnce largeHashes = new FewAtOnce(1);
  private final ForeignKinds foreignKinds;
  private Meters meters = Meters.NONE;

  /** Makes the hash to compare with for email addresses without an account. Blocking. */
  public PasswordVerifier(
      PgPasswordStore store, PgAccountStore accounts, HashQueue hashQueue, PasswordHash passwordHash,
      SealedPasswords sealed, PasswordRules rules, Tokens tokens, Clock clock, SecureRandom random) {
    this.store = store;
    this.accounts = accounts;
    this.hashQueue = hashQueue;
    this.foreignKinds = new ForeignKinds(store, tokens);
    this.hashes = new PasswordHashes(passwordHash, sealed, random, foreignKinds);
    this.rules = rules;
    this.tokens = tokens;
    this.clock = clock;
    this.random = random;
    this.networks = new NetworkBudgets(clock);
  }

  /** Counts the passwords that were not looked at because of a wait, and those of networks that are slowed. */
  public PasswordVerifier countedBy(Meters counting) {
    meters = counting;
    return this;
  }

  /** Has wrong passwords noted, and those that are refused because of a wait. */
  public PasswordVerifier notedBy(FailedAttempts noting) {
    failures = Optional.of(noting);
    return this;
  }

  /** Counts the hashes that other programs made. */
  public Future<Void> countForeignHashes() {
    return foreignKinds.count();
  }

  /** Verifies the password of the account with this email address. A right one clears the budget. */
  public Future<Verdict> verify(
      EmailAddress email, Secret password, RequestInfo requestInfo, UUID operationId, Asker asker) {
    return verify(email, password, requestInfo, operationId, PasswordPurpose.CHANGE, asker).compose(verdict ->
        verdict instanceof Verdict.Right right
            ? clearBudget(right).map(verdict)
            : Future.succeededFuture(verdict));
  }

  /**
   * The same, but the budget is cleared by the statement that opens a session or a pending login, or by {@link
   * #clearBudget}.
   */
  public Future<Verdict> verify(
      EmailAddress email, Secret password, RequestInfo requestInfo, UUID operationId, PasswordPurpose purpose,
      Asker asker) {
    if (!rules.mayBeOne(password)) {
      return Future.succeededFuture(WRONG);
    }
    Guess guess = new Guess(
        email, subjects(email, requestInfo), attemptId(operationId, email, password), password,
        PasswordRules.normalized(password),
        ClientNetwork.of(requestInfo.address()), site(requestInfo),
        requestInfo, purpose);
    NetworkBudgets.Standing standing = purpose == PasswordPurpose.CHANGE
        ? NetworkBudgets.Standing.OWN_TURN
        : networks.standing(guess.site, guess.attempt());
    if (standing != NetworkBudgets.Standing.OWN_TURN) {
      meters.count(Metric.SLOWED_PASSWORDS, standing);
    }
    return standing == NetworkBudgets.Standing.WAIT && purpose == PasswordPurpose.LOGIN
        ? isKnown(guess).compose(known -> known ? inTurn(guess, standing, asker) : mustWait(guess))
        : inTurn(guess, standing, asker);
  }

  private Future<Verdict> inTurn(Guess guess, NetworkBudgets.Standing standing, Asker asker) {
    String party = standing == NetworkBudgets.Standing.OWN_TURN ? guess.network : SHARED_PARTY;
    return hashQueue.admit(party, guess.network, asker, () -> isKnown(guess), place -> charges
        .run(guess.network, () -> store.charge(
            guess.subjects, guess.attemptId, id(), guess.purpose.unrecognisedLimit(), clock.instant()))
        .compose(attempt -> {
          if (isKnown(guess, attempt)) {
            place.isKnownTo(attempt.subject());
          }
          return attempt.charged()
              ? compare(place, guess, attempt, asker)
              : Future.succeededFuture(refused(guess, attempt));
        }));
  }

  private Future<Boolean> isKnown(Guess guess) {
    return guess.requestInfo.cookieless()
        ? Future.succeededFuture(false)
        : recognitions.run(guess.network, () -> store.isKnown(guess.subjects, clock.instant()));
  }

  private static boolean isKnown(Guess guess, Attempt attempt) {
    return attempt.subject().equals(guess.subjects.knownBrowser());
  }

  private Future<Verdict> mustWait(Guess guess) {
    meters.count(Metric.WAITS, Metric.Of.PASSWORD);
    failures.ifPresent(noting -> noting.refused(Optional.empty(), guess.source()));
    return Future.succeededFuture(new Verdict.Wait(networks.retryAfter(guess.site)));
  }

  private Verdict refused(Guess guess, Attempt attempt) {
    failures.ifPresent(noting -> noting.refused(attempt.accountId(), guess.source()));
    if (attempt.needsBrowserLink()) {
      return NEEDS_BROWSER_LINK;
    }
    meters.count(Metric.WAITS, Metric.Of.PASSWORD);
    return new Verdict.Wait(attempt.retryAfter());
  }

  /**
   * The hash to store for a new password.
   *
   * @param address of the client that waits for it
   */
  public Future<Sealed> hash(UUID accountId, Secret password, String address, Asker asker) {
    Secret normalized = PasswordRules.normalized(password);
    return hashQueue.admit(ClientNetwork.of(address), asker, place -> place.run(
        () -> hashes.hash(accountId, normalized)));
  }

  /** A hash, sealed for this account, that no password matches. Computes nothing. */
  public Sealed hashOfNoPassword(UUID accountId) {
    return hashes.hashOfNoPassword(accountId);
  }

  /** An attempt is refunded if its turn never came. After any other failure the password may have been looked at. */
  private Future<Verdict> compare(HashQueue.Place place, Guess guess, Attempt attempt, Asker asker) {
    Compared with = hashes.compared(attempt, guess.address);
    return inMemory(with, guess, asker, () -> place.runIfAny(() -> comparison(guess, attempt, with)))
        .recover(failure -> failure instanceof Unavailable
            ? refund(guess, attempt).transform(refunded -> Future.failedFuture(failure))
            : Future.failedFuture(failure))
        .compose(comparison -> comparison.isPresent()
            ? conclude(place, guess, attempt, with, comparison.get())
            : refund(guess, attempt).compose(refunded -> mustWait(guess)));
  }

  /** Waits while another hash needs much memory, but no longer than for a turn. */
  private <T> Future<T> inMemory(Compared with, Guess guess, Asker asker, Supplier<Future<T>> work) {
    if (!with.isLarge()) {
      return work.get();
    }
    long sinceNanos = System.nanoTime();
    return largeHashes.run(guess.network, () ->
        asker.gone().isComplete() || System.nanoTime() - sinceNanos > Limit.LONGEST_TURN.duration().toNanos()
            ? Future.failedFuture(new Unavailable("passwords wait for memory", Duration.ofSeconds(2)))
            : work.get());
  }

  /** Many are refused in the same moment. */
  private Future<Void> refund(Guess guess, Attempt attempt) {
    return charges.run(guess.network, () -> store.refund(attempt));
  }

  /** Charges the network when it is the turn: it may have to wait meanwhile. */
  private Optional<Callable<Comparison>> comparison(Guess guess, Attempt attempt, Compared with) {
    boolean counted = guess.purpose == PasswordPurpose.CHANGE || isKnown(guess, attempt)
        || networks.charge(guess.site, guess.email(), guess.attempt());
    return counted || guess.purpose == PasswordPurpose.LOGIN_OR_LINK
        ? Optional.of(() -> new Comparison(hashes.matches(with, guess.typed, guess.password), counted))
        : Optional.empty();
  }

  private Future<Verdict> conclude(
      HashQueue.Place place, Guess guess, Attempt attempt, Compared with, Comparison comparison) {
    Future<Void> noted = comparison.right ? Future.succeededFuture() : noteWrong(guess, attempt);
    if (!comparison.disclosed) {
      // It does not wait for the note: its time would tell that the password was wrong.
      noted.onFailure(failure -> LOG.debug("a wrong password was not noted", failure));
      return Future.succeededFuture(new Verdict.Undisclosed(comparison.right));
    }
    if (!comparison.right) {
      return noted.map(WRONG);
    }
    if (guess.purpose != PasswordPurpose.CHANGE) {
      networks.takeBack(guess.site, guess.email());
    }
    return right(place, guess, attempt, with);
  }

  private Future<Void> noteWrong(Guess guess, Attempt attempt) {
    return failures
        .map(noting -> guess.purpose == PasswordPurpose.CHANGE
            ? noting.password(guess.attemptId, attempt.accountId(), guess.source())
            : noting.loginPassword(guess.attemptId, attempt.accountId(), guess.source()))
        .orElseGet(Future::succeededFuture);
  }

  /** The new hash of a login is written by the statement that opens its session. */
  private Future<Verdict> right(HashQueue.Place place, Guess guess, Attempt attempt, Compared with) {
    Versions account = attempt.versions().orElseThrow();
    Future<Optional<Sealed>> newer = hashes.isOutdated(with)
        ? place.run(() -> hashes.hash(account.accountId(), guess.password)).map(Optional::of)
            .otherwise(rehashLater())
        : Future.succeededFuture(Optional.empty());
    return newer
        .compose(hash -> hash.isEmpty() || guess.purpose != PasswordPurpose.CHANGE
            ? Future.succeededFuture(hash)
            : accounts.rehash(account, hash.get()).map(Optional.<Sealed>empty()).otherwise(rehashLater()))
        .compose(hash -> attempt.sharesAddress()
            ? store.refund(attempt).map(new Verdict.Right(account, NO_BUDGET, hash))
            : Future.succeededFuture(new Verdict.Right(account, attempt.subject(), hash)));
  }

  public Future<Void> clearBudget(Verdict.Right right) {
    return store.clear(right.budget());
  }

  /** Where the threads are busy, the new hash waits for the next login; this login goes on. */
  private static Function<Throwable, Optional<Sealed>> rehashLater() {
    return failure -> {
      LOG.debug("a password was not rehashed: {}", failure.toString());
      return Optional.empty();
    };
  }

  /**
   * Another password is another attempt under any id. Otherwise a client could send many passwords under one id for
   * free.
   */
  private UUID attemptId(UUID asked, EmailAddress email, Secret password) {
    return tokens.operationId(asked, Secret.of(email.key()), password);
  }

  private UUID id() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  /** The budget of wrong passwords from unrecognised browsers. */
  public Buffer unrecognised(EmailAddress email) {
    return tokens.hash(Tokens.Purpose.PASSWORD_BUDGET, Secret.of("email " + email.key()));
  }

  private long site(RequestInfo requestInfo) {
    Secret site = Secret.of("network " + ClientNetwork.site(requestInfo.address()));
    return tokens.hash(Tokens.Purpose.PASSWORD_BUDGET, site).getLong(0);
  }

  private PgPasswordStore.Subjects subjects(EmailAddress email, RequestInfo requestInfo) {
    Secret known = Secret.of("browser " + requestInfo.browser().revealText() + " " + email.key());
    return new PgPasswordStore.Subjects(
        AddressSql.parameter(email),
        tokens.hashes(Tokens.Purpose.BROWSER, requestInfo.browser()),
        unrecognised(email),
        tokens.hash(Tokens.Purpose.PASSWORD_BUDGET, known));
  }
}
