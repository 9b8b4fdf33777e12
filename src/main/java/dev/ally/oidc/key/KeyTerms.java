package dev.ally.oidc.key;

import dev.ally.config.Limit;
import dev.ally.oidc.key.SigningKey.Term;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The terms of the keys of one algorithm, at one time.
 *
 * @param terms of keys that can be used
 * @param generations how many there have been, with those of keys that do not open
 */
record KeyTerms(Algorithm algorithm, List<Term> terms, int generations, Instant now) {
  KeyTerms {
    terms = terms.stream().filter(term -> term.algorithm() == algorithm)
        .sorted(Comparator.comparingInt(Term::generation)).toList();
  }

  /** The key that signs: the latest that has started. */
  Optional<Term> present() {
    return terms.stream().filter(term -> !term.startsAt().isAfter(now)).reduce((earlier, later) -> later);
  }

  /** The key that is to be made now; empty: there is time. The next key is published a day before it signs. */
  Optional<Term> due() {
    Optional<Term> present = present();
    if (present.isEmpty()) {
      return Optional.of(new Term(UUID.randomUUID(), algorithm, generations + 1, now));
    }
    Instant end = present.get().startsAt().plus(Limit.SIGNING_KEY_TERM.duration());
    boolean hasNext = present.get() != terms.get(terms.size() - 1);
    if (hasNext || now.isBefore(end.minus(Limit.SIGNING_KEY_AHEAD.duration()))) {
      return Optional.empty();
    }
    Instant published = now.plus(Limit.SIGNING_KEY_AHEAD.duration());
    return Optional.of(new Term(
        UUID.randomUUID(), algorithm, generations + 1, end.isBefore(published) ? published : end));
  }

  /** Keys before the previous one, whose successors have signed for longer than any token lives that they sign. */
  List<Term> over() {
    List<Term> started = terms.stream().filter(term -> !term.startsAt().isAfter(now)).toList();
    return started.subList(0, Math.max(0, started.size() - 2)).stream()
        .filter(term -> successor(started, term).startsAt().plus(Limit.SIGNING_KEY_AHEAD.duration()).isBefore(now))
        .toList();
  }

  private static Term successor(List<Term> started, Term term) {
    return started.get(started.indexOf(term) + 1);
  }
}
