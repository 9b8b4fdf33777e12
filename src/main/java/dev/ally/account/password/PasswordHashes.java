package dev.ally.account.password;

import dev.ally.account.password.PgPasswordStore.Attempt;
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

  private final PasswordHash passwordHash;
  private final SealedPasswords sealed;
  private final SecureRandom random;
  /** Compared with for email addresses without an account. */
  private final String dummy;

  /** Blocking: computes a hash. */
  PasswordHashes(PasswordHash passwordHash, SealedPasswords sealed, SecureRandom random) {
    this.passwordHash = passwordHash;
    this.sealed = sealed;
    this.random = random;
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

  /** The hash of the account that was found; empty: there is none, or it was not written by Ally. */
  Optional<String> open(Attempt attempt) {
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
   */
  boolean matches(Optional<String> hash, Secret password) {
    String compared = hash.orElse(dummy);
    boolean matches = passwordHash.matches(compared, password);
    if (!matches) {
      passwordHash.rest(compared).ifPresent(rest -> rest.hash(password, random));
    }
    return matches && hash.isPresent();
  }

  boolean isOutdated(String hash) {
    return passwordHash.isOutdated(hash);
  }
}
