package dev.ally.account.password;

import dev.ally.account.password.PgPasswordStore.Attempt;
import dev.ally.account.rules.EmailAddress;
import dev.ally.crypto.ForeignHash;
import dev.ally.crypto.PasswordHash;
import dev.ally.crypto.SealBroken;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, seals and compares the hashes of passwords. */
final class PasswordHashes {
  private static final Logger LOG = LoggerFactory.getLogger(PasswordHashes.class);
  /** In KiB: of hashes that need more there is one at a time. */
  private static final int MOST_KIB_OF_MANY = 32 * 1024;

  private final PasswordHash passwordHash;
  private final SealedPasswords sealed;
  private final SecureRandom random;
  private final ForeignKinds foreignKinds;
  /** Compared with for email addresses without an account. */
  private final String dummy;

  /** Blocking: computes a hash. */
  PasswordHashes(
      PasswordHash passwordHash, SealedPasswords sealed, SecureRandom random, ForeignKinds foreignKinds) {
    this.passwordHash = passwordHash;
    this.sealed = sealed;
    this.random = random;
    this.foreignKinds = foreignKinds;
    this.dummy = passwordHash.hash(Secret.token(random), random);
  }

  /** The hash to store. Blocking. */
  Sealed hash(UUID accountId, Secret password) {
    return sealed.seal(accountId, passwordHash.hash(password, random));
  }

  /** A hash, sealed for this account, that no password matches. Computes nothing. */
  Sealed hashOfNoPassword(UUID accountId) {
    return sealed.seal(accountId, dummy);
  }

  /**
   * What a password is compared with.
   *
   * @param hash of the account; empty: there is none that the password can match
   * @param foreign the hash, if another program made it; without a hash one that costs as much
   */
  record Compared(Optional<String> hash, Optional<ForeignHash> foreign) {
    /** Whether it needs so much memory that there is only one such comparison at a time. */
    boolean isLarge() {
      return foreign.filter(one -> one.memoryKib() > MOST_KIB_OF_MANY).isPresent();
    }
  }

  /**
   * What the password of an attempt is compared with. An address without an account costs what one of the kinds of
   * hashes costs, always the same.
   */
  Compared compared(Attempt attempt, EmailAddress email) {
    Optional<String> hash = open(attempt);
    Optional<String> kind = attempt.accountId().isPresent() ? attempt.foreignKind() : foreignKinds.of(email);
    return kind.isEmpty()
        ? new Compared(hash, Optional.empty())
        : foreign(hash).map(foreign -> new Compared(hash, Optional.of(foreign)))
            .orElseGet(() -> new Compared(Optional.empty(), ForeignHash.dummy(kind.get(), random)));
  }

  private static Optional<ForeignHash> foreign(Optional<String> hash) {
    try {
      return hash.map(ForeignHash::parse);
    } catch (ForeignHash.Unusable none) {
      LOG.error("a password hash of another program cannot be read: {}", none.getMessage());
      return Optional.empty();
    }
  }

  /** The hash of the account that was found; empty: there is none, or it was not written by Ally. */
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
   * Whether it is the hash of this password. Blocking. A wrong password costs the same whatever parameters the hash has,
   * and also if there is none: otherwise the time would reveal whether there is an account.
   *
   * <p>Another program may have hashed a password as it was typed, or in NFKC.
   */
  boolean matches(Compared with, Secret typed, Secret password) {
    if (with.foreign().isPresent()) {
      ForeignHash foreign = with.foreign().get();
      boolean matches = foreign.matches(typed) || !typed.equals(password) && foreign.matches(password);
      return matches && with.hash().isPresent();
    }
    return matches(with.hash(), password);
  }

  private boolean matches(Optional<String> hash, Secret password) {
    String compared = hash.orElse(dummy);
    boolean matches = passwordHash.matches(compared, password);
    if (!matches) {
      passwordHash.rest(compared).ifPresent(rest -> rest.hash(password, random));
    }
    return matches && hash.isPresent();
  }

  /** Whether the password is to be hashed anew. */
  boolean isOutdated(Compared with) {
    return with.foreign().isPresent() || passwordHash.isOutdated(with.hash().orElseThrow());
  }
}
