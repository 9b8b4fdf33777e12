package dev.ally.account;

import dev.ally.crypto.PasswordHash;
import dev.ally.crypto.Secret;
import java.security.SecureRandom;
import java.util.List;

/**
 * What passwords are compared with for e-mails that are nobody's. An account that nobody has logged in to since the
 * setting was raised still costs what it cost before; so some of these e-mails do too, and each costs always the same.
 */
final class NobodysHashes {
  private final List<String> hashes;
  private final Tokens tokens;

  /**
   * Makes as many hashes: not on an event loop.
   *
   * @param settings all that accounts may have been hashed with
   */
  NobodysHashes(List<PasswordHash> settings, Tokens tokens, SecureRandom random) {
    this.hashes = settings.stream().map(setting -> setting.hash(Secret.token(random))).toList();
    this.tokens = tokens;
  }

  String of(EmailAddress email) {
    int drawn = tokens.hash(Tokens.Purpose.PASSWORD_BUDGET, Secret.of("nobody " + email.key())).getInt(0);
    return hashes.get(Math.floorMod(drawn, hashes.size()));
  }
}
