package dev.ally.account.password;

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
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.PasswordHash;
import dev.ally.crypto.SealBroken;
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
import java.util.function.Function;
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
     */
    record Right(Versions account, Buffer budget) implements Verdict {}

    record Wrong() implements Verdict {}

    record Wait(Duration retryAfter) implements Verdict {}

    /** Unrecognised browsers tried too many; the password was not looked at. */
    record NeedsBrowserLink() implements Verdict {}
  }

  private static final Verdict WRONG = new Verdict.Wrong();
  private static final Verdict NEEDS_BROWSER_LINK = new Verdict.NeedsBrowserLink();
  /**
   * Two accounts share the address: a right password of one clears no budget, since the wrong ones may concern the
   * other.
   */
  private static final Buffer NO_BUDGET = Buffer.buffer();
  private static final int UNBOUNDED = Integer.MAX_VALUE;
  /** How many statements of this verifier wait for the database at once, of each kind; the others of a burst follow. */
  private static final int STATEMENTS = 4;

  private final PgPasswordStore store;
  private final PgAccountStore accounts;
  private final HashQueue hashQueue;
  private final PasswordHash passwordHash;
  private final SealedPasswords sealed;
  private final PasswordRules rules;
  private final Tokens tokens;
  private final Clock clock;
  private final SecureRandom random;
  private final String dummyHash;
  private final FewAtOnce charges = new FewAtOnce(STATEMENTS);
  private final FewAtOnce recognitions = new FewAtOnce(STATEMENTS);
  private Meters meters = Meters.NONE;

  /** Makes the hash to compare with for email addresses without an account. Blocking. */
  public PasswordVerifier(
      PgPasswordStore store, PgAccountStore accounts, HashQueue hashQueue, PasswordHash passwordHash,
      SealedPasswords sealed, PasswordRules rules, Tokens tokens, Clock clock, SecureRandom random) {
    this.store = store;
    this.accounts = accounts;
    this.hashQueue = hashQueue;
    this.passwordHash = passwordHash;
    this.sealed = sealed;
    this.rules = rules;
    this.tokens = tokens;
    this.clock = clock;
    this.random = random;
    this.dummyHash = passwordHash.hash(Secret.token(random), random);
  }

  /** Counts the passwords that were not looked at because of a wait. */
  public PasswordVerifier countedBy(Meters counting) {
    meters = counting;
    return this;
  }

  /** Verifies the password of the account with this email address. A right one clears the budget. */
  public Future<Verdict> verify(
      EmailAddress email, Secret password, RequestInfo requestInfo, UUID operationId, Asker asker) {
    return verifyForLogin(email, password, requestInfo, operationId, UNBOUNDED, asker).compose(verdict ->
        verdict instanceof Verdict.Right right
            ? clearBudget(right).map(verdict)
            : Future.succeededFuture(verdict));
  }

  /**
   * The same, but the budget is cleared by the statement that opens a session or a pending login, or by {@link
   * #clearBudget}.
   *
   * @param unrecognisedLimit the number of consecutive wrong passwords after which those of unrecognised browsers are
   *     not looked at
   */
  public Future<Verdict> verifyForLogin(
      EmailAddress email, Secret password, RequestInfo requestInfo, UUID operationId, int unrecognisedLimit,
      Asker asker) {
    if (!rules.mayBeOne(password)) {
      return Future.succeededFuture(WRONG);
    }
    PgPasswordStore.Subjects subjects = subjects(email, requestInfo);
    String network = ClientNetwork.of(requestInfo.address());
    UUID attemptId = attemptId(operationId, email, password);
    return hashQueue.admit(network, asker,
        () -> recognitions.run(network, () -> store.isKnown(subjects, clock.instant())),
        place -> charges
            .run(network, () -> store.charge(subjects, attemptId, id(), unrecognisedLimit, clock.instant()))
            .compose(attempt -> {
              if (attempt.subject().equals(subjects.knownBrowser())) {
                place.isKnownTo(attempt.subject());
              }
              return attempt.charged()
                  ? compare(place, attempt, PasswordRules.normalized(password))
                  : Future.succeededFuture(
                      attempt.needsBrowserLink() ? NEEDS_BROWSER_LINK : mustWait(attempt));
            }));
  }

  private Verdict mustWait(Attempt attempt) {
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
    return hashQueue.admit(ClientNetwork.of(address), asker, place -> place.run(() -> sealed.seal(accountId,
        passwordHash.hash(normalized, random))));
  }

  /** A hash, sealed for this account, that no password matches. Computes nothing. */
  public Sealed hashOfNoPassword(UUID accountId) {
    return sealed.seal(accountId, dummyHash);
  }

  /** An attempt is refunded if its turn never came. After any other failure the password may have been looked at. */
  private Future<Verdict> compare(HashQueue.Place place, Attempt attempt, Secret password) {
    Optional<String> hash = open(attempt);
    String compared = hash.orElse(dummyHash);
    return place.run(() -> matches(compared, password))
        .recover(failure -> failure instanceof Unavailable
            ? store.refund(attempt).transform(refunded -> Future.failedFuture(failure))
            : Future.failedFuture(failure))
        .compose(matches -> matches && hash.isPresent()
            ? right(place, attempt, compared, password)
            : Future.succeededFuture(WRONG));
  }

  /**
   * A wrong password costs the same whatever parameters the hash has: otherwise the time would reveal whether there is
   * an account.
   */
  private boolean matches(String hash, Secret password) {
    boolean matches = passwordHash.matches(hash, password);
    if (!matches) {
      passwordHash.rest(hash).ifPresent(rest -> rest.hash(password, random));
    }
    return matches;
  }

  private Future<Verdict> right(HashQueue.Place place, Attempt attempt, String hash, Secret password) {
    Versions account = attempt.versions().orElseThrow();
    Future<Void> rehashed = passwordHash.isOutdated(hash)
        ? place.run(() -> sealed.seal(account.accountId(), passwordHash.hash(password, random)))
            .compose(newer -> accounts.rehash(account, newer))
            .otherwise(rehashLater())
        : Future.succeededFuture();
    return attempt.sharesAddress()
        ? rehashed.compose(done -> store.refund(attempt)).map(new Verdict.Right(account, NO_BUDGET))
        : rehashed.map(new Verdict.Right(account, attempt.subject()));
  }

  public Future<Void> clearBudget(Verdict.Right right) {
    return store.clear(right.budget());
  }

  /** Where the threads are busy, the new hash waits for the next login; this login goes on. */
  private static Function<Throwable, Void> rehashLater() {
    return failure -> {
      LOG.debug("a password was not rehashed: {}", failure.toString());
      return null;
    };
  }

  private Optional<String> open(Attempt attempt) {
    if (attempt.hash().isEmpty()) {
      return Optional.empty();
    }
    UUID accountId = attempt.versions().orElseThrow().accountId();
    try {
      return Optional.of(sealed.open(accountId, attempt.hash().get()));
    } catch (SealBroken broken) {
      LOG.error("the password hash of account {} was not written by Ally: {}", accountId, broken.getMessage());
      return Optional.empty();
    }
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

  private PgPasswordStore.Subjects subjects(EmailAddress email, RequestInfo requestInfo) {
    Secret known = Secret.of("browser " + requestInfo.browser().revealText() + " " + email.key());
    return new PgPasswordStore.Subjects(
        AddressSql.parameter(email),
        tokens.hashes(Tokens.Purpose.BROWSER, requestInfo.browser()),
        unrecognised(email),
        tokens.hash(Tokens.Purpose.PASSWORD_BUDGET, known));
  }
}
