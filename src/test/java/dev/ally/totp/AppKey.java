package dev.ally.totp;

import dev.ally.contract.PendingKey;
import dev.ally.crypto.Secret;
import dev.ally.totp.rules.TotpKey;
import io.vertx.ext.auth.impl.Codec;
import java.time.Instant;
import java.util.stream.Stream;

/** What an authenticator app makes of a key. */
final class AppKey {
  private AppKey() {}

  /** The key that was shown. */
  static TotpKey of(PendingKey pending) {
    return new TotpKey(
        Secret.of(Codec.base32Decode(pending.key().revealText())), TotpKey.Algorithm.valueOf(pending.algorithm()),
        pending.digits(), pending.periodSeconds());
  }

  static Secret codeAt(TotpKey key, Instant now) {
    return key.codeAt(key.stepAt(now));
  }

  /** A code of none of the steps that are accepted then. */
  static Secret wrongAt(TotpKey key, Instant now) {
    long step = key.stepAt(now);
    return Stream.iterate(0, i -> i + 1).map(i -> Secret.of(("%0" + key.digits() + "d").formatted(i)))
        .filter(code -> Stream.of(-1, 0, 1).noneMatch(apart -> key.isCodeAt(step + apart, code)))
        .findFirst().orElseThrow();
  }
}
