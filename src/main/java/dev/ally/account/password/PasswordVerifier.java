package dev.ally.account.password;

import dev.ally.account.password.PgPasswordStore.Attempt;
import dev.ally.account.password.queue.HashQueue;
import dev.ally.account.person.AddressSql;
import dev.ally.account.person.ClientNetwork;
import dev.ally.account.person.PgAccountStore.Versions;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.rules.PasswordRules;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.PasswordHash;
import dev.ally.crypto.SealBroken;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
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
 * Judges passwords. An attempt is counted before it is looked at; an e-mail that is nobody's is counted and costs a hash
 * like any other, so that neither text nor status nor time tells whose is.
 */
public final class PasswordVerifier {
  private static final Logger LOG = LoggerFactory.getLogger(PasswordVerifier.class);

  /** What came of it. */
  public sealed interface Verdict {
    /**
     * @param account whose password it is
     * @param wrongOnes by which wrong ones are counted in a row
     */
    record Right(Versions account, Buffer wrongOnes) implements Verdict {}

    record Wrong() implements Verdict {}

    record Wait(Duration retryAfter) implements Verdict {}

    /** Strange browsers tried too many; the password was not looked at. */
    record NeedsBrowserLink() implements Verdict {}
  }

  private static final Verdict WRONG = new Verdict.Wrong();
  private static final Verdict ESTRANGED = new Verdict.NeedsBrowserLink();
  /** Of two accounts with one address neither's right password ends the row of wrong ones: they may be the other's. */
  private static final Buffer NO_WRONG_ONES = Buffer.buffer();
  private static final int UNBOUNDED = Integer.MAX_VALUE;

  private final PgPasswordStore store;
  private final PgAccountStore accounts;
  private final HashQueue hashQueue;
  private final PasswordHash passwordHash;
  private final SealedPasswords sealed;
  private final PasswordRules rules;
  private final Tokens tokens;
  private final Clock clock;
  private final SecureRandom random;
  private final String nobodysHash;

  /** Makes a hash of its own to compare with for e-mails that are nobody's: not on an event loop. */
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
    this.nobodysHash = passwordHash.hash(Secret.token(random));
  }

  /** Is this the password of the account with this e-mail? A right one ends the row of wrong ones. */
  public Future<Verdict> verify(EmailAddress email, Secret password, RequestInfo requestInfo, UUID operationId) {
    return verifyForLogin(email, password, requestInfo, operationId, UNBOUNDED).compose(verdict ->
        verdict instanceof Verdict.Right right
            ? endWrongOnes(right).map(verdict)
            : Future.succeededFuture(verdict));
  }

  /**
   * Likewise, but the row of wrong ones is ended by the statement that opens something by the right one, or by
   * {@link #endWrongOnes}.
   *
   * @param ofStrangers wrong ones in a row, from which on those of strange browsers are not looked at
   */
  public Future<Verdict> verifyForLogin(
      EmailAddress email, Secret password, RequestInfo requestInfo, UUID operationId, int ofStrangers) {
    if (!rules.mayBeOne(password)) {
      return Future.succeededFuture(WRONG);
    }
    PgPasswordStore.Subjects subjects = subjects(email, requestInfo);
    return hashQueue.admit(ClientNetwork.of(requestInfo.address()), () -> store.isKnown(subjects, clock.instant()),
        place ->
        store
            .charge(subjects, attemptId(operationId, email, password), id(), ofStrangers, clock.instant())
            .compose(attempt -> {
              if (attempt.subject().equals(subjects.knownBrowser())) {
                place.isKnownTo(attempt.subject());
              }
              return attempt.charged()
                  ? compare(place, attempt, PasswordRules.normalized(password))
                  : Future.succeededFuture(
                      attempt.needsBrowserLink() ? ESTRANGED : new Verdict.Wait(attempt.retryAfter()));
            }));
  }

  /**
   * The hash to keep for a new password.
   *
   * @param address of the client that waits for it
   */
  public Future<Sealed> hash(UUID accountId, Secret password, String address) {
    Secret normalized = PasswordRules.normalized(password);
    return hashQueue.admit(ClientNetwork.of(address), place -> place.run(() -> sealed.seal(accountId,
        passwordHash.hash(normalized))));
  }

  /** A hash, sealed for this account, that no password opens; it costs no hashing. */
  public Sealed hashOfNoPassword(UUID accountId) {
    return sealed.seal(accountId, nobodysHash);
  }

  /** Given back where its turn never came; whatever else fails may have been looked at. */
  private Future<Verdict> compare(HashQueue.Place place, Attempt attempt, Secret password) {
    Optional<String> hash = open(attempt);
    String compared = hash.orElse(nobodysHash);
    return place.run(() -> matches(compared, password))
        .recover(failure -> failure instanceof Unavailable
            ? store.refund(attempt).transform(refunded -> Future.failedFuture(failure))
            : Future.failedFuture(failure))
        .compose(matches -> matches && hash.isPresent()
            ? right(place, attempt, compared, password)
            : Future.succeededFuture(WRONG));
  }

  /** A wrong one costs the same whatever the hash was made with, or time would tell whose it is. */
  private boolean matches(String hash, Secret password) {
    boolean matches = passwordHash.matches(hash, password);
    if (!matches) {
      passwordHash.rest(hash).ifPresent(rest -> rest.hash(password));
    }
    return matches;
  }

  private Future<Verdict> right(HashQueue.Place place, Attempt attempt, String hash, Secret password) {
    Versions account = attempt.versions().orElseThrow();
    Future<Void> rehashed = passwordHash.isOutdated(hash)
        ? place.run(() -> sealed.seal(account.accountId(), passwordHash.hash(password)))
            .compose(newer -> accounts.rehash(account, newer))
            .otherwise(nextTime())
        : Future.succeededFuture();
    return attempt.sharesAddress()
        ? rehashed.compose(done -> store.refund(attempt)).map(new Verdict.Right(account, NO_WRONG_ONES))
        : rehashed.map(new Verdict.Right(account, attempt.subject()));
  }

  public Future<Void> endWrongOnes(Verdict.Right right) {
    return store.clear(right.wrongOnes());
  }

  /** A newer hash can wait for another login where the threads are busy; this login cannot. */
  private static Function<Throwable, Void> nextTime() {
    return failure -> {
      LOG.debug("a password was not hashed anew: {}", failure.toString());
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

  /** Another password is another attempt, whatever id came in: or one id would make all of them free. */
  private UUID attemptId(UUID asked, EmailAddress email, Secret password) {
    return tokens.operationId(asked, Secret.of(email.key()), password);
  }

  private UUID id() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  /** By which the wrong passwords of strange browsers are counted. */
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
