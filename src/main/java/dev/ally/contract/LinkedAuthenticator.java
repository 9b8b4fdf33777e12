package dev.ally.contract;

import java.time.Instant;
import java.util.UUID;

/**
 * A confirmed authenticator, as its person sees it.
 *
 * @param name what the person calls it; empty: nothing
 * @param since when it was confirmed
 * @param lastUsed when a code of it was last accepted
 */
public record LinkedAuthenticator(UUID id, String name, Instant since, Instant lastUsed) {
}
