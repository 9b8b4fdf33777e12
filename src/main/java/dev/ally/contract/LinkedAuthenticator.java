package dev.ally.contract;

import dev.ally.bus.Fallback;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A confirmed authenticator, as its person sees it.
 *
 * @param name what the person calls it; empty: nothing
 * @param since when it was confirmed
 * @param lastUsed when a code of it was last accepted
 * @param codeDigits how many digits its codes have
 */
public record LinkedAuthenticator(
    UUID id, String name, Instant since, Instant lastUsed, @Fallback("6") int codeDigits) {
  /** How many digits the codes of all of these have; empty: they differ, or there are none. */
  public static Optional<Integer> codeDigits(List<LinkedAuthenticator> authenticators) {
    List<Integer> all = authenticators.stream().map(LinkedAuthenticator::codeDigits).distinct().toList();
    return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
  }
}
