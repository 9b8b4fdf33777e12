package dev.ally.oidc.key;

import com.nimbusds.jose.jwk.JWK;
import dev.ally.oidc.key.PgKeyStore.Stored;
import dev.ally.oidc.key.SigningKey.Term;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys as they were read last. Immutable.
 *
 * @param byId those that open, by their key ids, in the order of their generations
 * @param broken the ids of the others
 * @param generations of each algorithm, how many keys there have been
 */
record KnownKeys(
    Map<String, SigningKey> byId, Set<String> broken, Map<Algorithm, Integer> generations, Instant readAt) {
  private static final Logger LOG = LoggerFactory.getLogger(KnownKeys.class);

  static final KnownKeys NONE = new KnownKeys(Map.of(), Set.of(), Map.of(), Instant.EPOCH);

  /** These keys; those that are known already are not opened again. */
  KnownKeys replacedBy(List<Stored> stored, Instant at) {
    Map<String, SigningKey> keys = new LinkedHashMap<>();
    Set<String> unusable = new HashSet<>();
    Map<Algorithm, Integer> highest = new LinkedHashMap<>();
    for (Stored each : stored) {
      Term term = each.term();
      String id = term.id().toString();
      highest.merge(term.algorithm(), term.generation(), Math::max);
      ready(each).ifPresentOrElse(key -> keys.put(id, key), () -> unusable.add(id));
    }
    return new KnownKeys(keys, unusable, highest, at);
  }

  private Optional<SigningKey> ready(Stored stored) {
    String id = stored.term().id().toString();
    SigningKey ready = byId.get(id);
    if (ready != null && ready.term().equals(stored.term())) {
      return Optional.of(ready);
    }
    try {
      return Optional.of(new SigningKey(stored.term(), stored.key().get()));
    } catch (RuntimeException unusable) {
      if (!broken.contains(id)) {
        LOG.error("The signing key {} is not used, and another one is made: {}", id, unusable.getMessage());
      }
      return Optional.empty();
    }
  }

  Optional<SigningKey> of(String keyId) {
    return Optional.ofNullable(byId.get(keyId));
  }

  /** The key that signs. */
  Optional<SigningKey> present(Algorithm algorithm, Instant now) {
    return terms(algorithm, now).present().map(term -> byId.get(term.id().toString()));
  }

  /** What is to be made now. */
  List<Term> due(Instant now) {
    return Arrays.stream(Algorithm.values()).flatMap(algorithm -> terms(algorithm, now).due().stream()).toList();
  }

  /** What is of no use any more. */
  List<Term> over(Instant now) {
    return Arrays.stream(Algorithm.values()).flatMap(algorithm -> terms(algorithm, now).over().stream()).toList();
  }

  List<JWK> publicKeys() {
    return byId.values().stream().map(SigningKey::publicKey).toList();
  }

  private KeyTerms terms(Algorithm algorithm, Instant now) {
    return new KeyTerms(algorithm, byId.values().stream().map(SigningKey::term).toList(),
        generations.getOrDefault(algorithm, 0), now);
  }
}
