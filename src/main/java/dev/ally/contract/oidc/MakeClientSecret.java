package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.UUID;

/**
 * Gives a client a new secret; for the operator alone. Asked again with the same operation it gives the same one.
 *
 * @param overlap how long secrets that the client has already stay valid; zero: they end at once
 */
public record MakeClientSecret(UUID operationId, String clientId, Duration overlap) {
  public enum Outcome {
    NO_CLIENT,
    /** The client authenticates otherwise, or not at all. */
    NO_SECRETS,
    MADE
  }

  /** @param secret empty unless the outcome is MADE */
  public record Answer(@Fallback("NO_CLIENT") Outcome outcome, Secret secret) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Secret.empty());
    }
  }

  public static final BusOperation<MakeClientSecret, Answer> OPERATION =
      BusOperation.of("oidc.clients.secret.v1", Hop.OPERATOR, MakeClientSecret.class, Answer.class);
}
