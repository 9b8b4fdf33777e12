package dev.ally.oidc.key;

import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Signs and verifies JSON Web Tokens with the keys of this installation. */
public final class Signer {
  public Signer(Pool pool, Keyring keyring, Clock clock, SecureRandom random) {
  }

  /** Makes keys that are missing in the background and looks after them from now on; called once, at the start. */
  public Future<Void> start(Vertx vertx) {
    return Future.succeededFuture();
  }

  /**
   * Signs claims with the present key of the algorithm (RFC 7519 §7.1).
   *
   * @param algorithm {@code RS256}, {@code ES256} or {@code EdDSA}
   * @param type the header {@code typ}: {@code JWT}, {@code at+jwt} or {@code logout+jwt}
   * @param claims texts, numbers, booleans, and lists and maps of them
   */
  public Future<Secret> sign(String algorithm, String type, Map<String, Object> claims) {
    return Future.failedFuture(new UnsupportedOperationException());
  }

  /**
   * The claims of a token that one of these keys signed, with the algorithm of that key; empty for any other. When the
   * token expires is not looked at.
   *
   * @param type the header {@code typ} that it must have
   */
  public Future<Optional<Map<String, Object>>> verify(String jwt, String type) {
    return Future.succeededFuture(Optional.empty());
  }

  /** Of each algorithm the present key, the next and the previous, as a JWK set (RFC 7517 §5). */
  public Future<String> publicKeys() {
    return Future.succeededFuture("{\"keys\":[]}");
  }
}
