package dev.ally.account.password;

import dev.ally.account.person.Tokens;
import dev.ally.account.rules.EmailAddress;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The kinds of hashes that other programs made, and how many accounts have each, so that an address without an account
 * costs what an account's would. The kind of an address follows from a keyed hash, in the proportion of the kinds; when
 * one gets rarer, only addresses of that kind get another. Belongs to one event loop.
 *
 * @see <a href="https://doi.org/10.1109/90.663936">Rendezvous hashing</a>, here with weights
 */
final class ForeignKinds {
  /** Counting takes at most this share of the time. */
  private static final int REST = 100;
  private static final double TWO_TO_53 = 0x1p53;

  private final PgPasswordStore store;
  private final Tokens tokens;
  private Map<String, Long> accounts = Map.of();
  private long notBeforeNanos = System.nanoTime();

  ForeignKinds(PgPasswordStore store, Tokens tokens) {
    this.store = store;
    this.tokens = tokens;
  }

  /** Counts them, unless that was done just now. */
  Future<Void> count() {
    long startNanos = System.nanoTime();
    return startNanos - notBeforeNanos < 0
        ? Future.succeededFuture()
        : store.foreignKinds().map(counted -> {
          accounts = counted;
          long tookNanos = System.nanoTime() - startNanos;
          notBeforeNanos = startNanos + Math.min(tookNanos * REST, Duration.ofMinutes(1).toNanos());
          return null;
        });
  }

  /** The kind of hash that an address without an account costs; empty: Ally's own. */
  Optional<String> of(EmailAddress email) {
    String chosen = "";
    double least = Double.POSITIVE_INFINITY;
    for (Map.Entry<String, Long> kind : accounts.entrySet()) {
      double place = -Math.log(share(kind.getKey(), email)) / kind.getValue();
      if (place < least) {
        least = place;
        chosen = kind.getKey();
      }
    }
    return chosen.isEmpty() ? Optional.empty() : Optional.of(chosen);
  }

  /** Above zero, and at most one. */
  private double share(String kind, EmailAddress email) {
    long hash = tokens.hash(Tokens.Purpose.PASSWORD_BUDGET, Secret.of("kind " + kind + " " + email.key())).getLong(0);
    return ((hash >>> 11) + 1) / TWO_TO_53;
  }
}
