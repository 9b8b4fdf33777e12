package dev.ally.oidc.key;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.ally.bus.Unavailable;
import dev.ally.contract.oidc.RotateSigningKeys;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.SealedColumn;
import dev.ally.oidc.key.SigningKey.Term;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Signs and verifies JSON Web Tokens with the keys of this installation.
 *
 * <p>Keys are kept in memory and read again every few seconds, by {@link #keep}. A key that is missing is made when it
 * is needed. Which key signs follows from its row and the clock, so that all nodes agree.
 */
public final class Signer {
  /** What is sealed of these keys. */
  public static final SealedColumn SEALED = PgKeyStore.SEALED;

  /** A key that an operator makes signs when every node has read it. */
  private static final Duration KNOWN_EVERYWHERE = Duration.ofMinutes(1);
  /** Tokens with a foreign key id make a node read the keys no more often. */
  private static final Duration READ_EVERY = Duration.ofSeconds(1);
  private static final int TRIES = 5;

  private final Vertx vertx;
  private final PgKeyStore store;
  private final Clock clock;
  private final SecureRandom random;
  private final KeyWorkers workers;
  private volatile KnownKeys known = KnownKeys.NONE;
  private Future<Void> keeping = Future.succeededFuture();

  public Signer(Vertx vertx, Pool pool, Keyring keyring, Clock clock, SecureRandom random) {
    this.vertx = vertx;
    this.store = new PgKeyStore(pool, keyring, random);
    this.clock = clock;
    this.random = random;
    this.workers = new KeyWorkers(vertx);
  }

  /**
   * Signs claims with the present key of the algorithm (RFC 7519 §7.1).
   *
   * @param algorithm {@code RS256}, {@code ES256} or {@code EdDSA}
   * @param type the header {@code typ}: {@code JWT}, {@code at+jwt} or {@code logout+jwt}
   * @param claims texts, numbers, booleans, and lists and maps of them
   */
  public Future<Secret> sign(String algorithm, String type, Map<String, Object> claims) {
    Algorithm named = Algorithm.named(algorithm)
        .orElseThrow(() -> new IllegalArgumentException("no key signs with " + algorithm));
    return present(named).compose(key -> named == Algorithm.RS256 ? workers.run(() -> key.sign(type, claims))
        : Future.succeededFuture(key.sign(type, claims)));
  }

  /**
   * The claims of a token that one of these keys signed, with the algorithm of that key; empty for any other. When the
   * token expires is not looked at.
   *
   * @param type the header {@code typ} that it must have
   */
  public Future<Optional<Map<String, Object>>> verify(String jwt, String type) {
    Optional<JWSObject> token = JwtReader.parse(jwt)
        .filter(parsed -> new JOSEObjectType(type).equals(parsed.getHeader().getType()));
    String keyId = token.map(parsed -> parsed.getHeader().getKeyID()).orElse(null);
    if (keyId == null) {
      return Future.succeededFuture(Optional.empty());
    }
    boolean isRecent = clock.instant().isBefore(known.readAt().plus(READ_EVERY));
    Future<?> read = known.of(keyId).isPresent() || isRecent ? Future.succeededFuture() : read();
    return read.map(done -> known.of(keyId).filter(key -> key.signed(token.get()))
        .flatMap(key -> JwtReader.claims(token.get())));
  }

  /** Of each algorithm the present key, the next and the previous, as a JWK set (RFC 7517 §5). */
  public Future<String> publicKeys() {
    boolean isComplete = Arrays.stream(Algorithm.values()).allMatch(each -> known.present(each, now()).isPresent());
    return (isComplete ? Future.<Void>succeededFuture() : keep()).map(kept -> new JWKSet(known.publicKeys()).toString());
  }

  /** Reads the keys again, and makes those that are due; to be called every few seconds. */
  public synchronized Future<Void> keep() {
    if (keeping.isComplete()) {
      keeping = read().compose(read -> makeDue()).compose(made -> dropOver());
    }
    return keeping;
  }

  /** Makes a new key of each algorithm. */
  public Future<RotateSigningKeys.Answer> rotate(RotateSigningKeys question) {
    Instant startsAt = now().plus(KNOWN_EVERYWHERE);
    Future<Void> done = Future.succeededFuture();
    for (Algorithm algorithm : Algorithm.values()) {
      done = done.compose(before -> rotate(question.operationId(), algorithm, startsAt, TRIES));
    }
    return done.compose(made -> read())
        .compose(read -> store.madeBy(question.operationId()))
        .map(made -> new RotateSigningKeys.Answer(made.size()));
  }

  private Future<Void> rotate(UUID operationId, Algorithm algorithm, Instant startsAt, int tries) {
    UUID id = UUID.randomUUID();
    return store.madeBy(operationId).compose(made -> made.contains(algorithm.name()) ? Future.succeededFuture()
        : generate(algorithm, id)
            .compose(key -> store.addNewest(operationId, algorithm, id, key, startsAt))
            .compose(added -> added ? Future.succeededFuture()
                : tries > 1 ? rotate(operationId, algorithm, startsAt, tries - 1)
                : Future.failedFuture(new Unavailable("other nodes make keys", READ_EVERY))));
  }

  private Future<SigningKey> present(Algorithm algorithm) {
    Optional<SigningKey> present = known.present(algorithm, now());
    return present.isPresent() ? Future.succeededFuture(present.get())
        : keep().map(kept -> known.present(algorithm, now())
            .orElseThrow(() -> new Unavailable("the signing keys are not there yet", READ_EVERY)));
  }

  private Future<Void> makeDue() {
    List<Term> due = known.due(now());
    if (due.isEmpty()) {
      return Future.succeededFuture();
    }
    Future<Void> done = Future.succeededFuture();
    for (Term term : due) {
      done = done.compose(before -> generate(term.algorithm(), term.id())).compose(key -> store.add(term, key));
    }
    return done.compose(added -> read());
  }

  private Future<JWK> generate(Algorithm algorithm, UUID id) {
    return vertx.executeBlocking(() -> algorithm.generate(id.toString(), random), false);
  }

  private Future<Void> dropOver() {
    Future<Void> done = Future.succeededFuture();
    for (Term term : known.over(now())) {
      done = done.compose(before -> store.drop(term));
    }
    return done;
  }

  private Future<Void> read() {
    Instant at = now();
    return store.read().map(stored -> {
      known = known.replacedBy(stored, at);
      return null;
    });
  }

  private Instant now() {
    return clock.instant();
  }
}
