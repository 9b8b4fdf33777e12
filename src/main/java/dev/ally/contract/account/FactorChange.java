package dev.ally.contract.account;

import dev.ally.bus.JsonFields;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * What came of a change of the second factor that takes a code.
 *
 * @param retryAfter how long to wait, zero unless the outcome is WAIT
 */
public record FactorChange(Outcome outcome, Duration retryAfter) {
  public enum Outcome {
    NO_SESSION,
    DONE,
    WRONG,
    SPENT,
    MALFORMED,
    WAIT,
    /** The name is too long, or has characters that cannot be shown. */
    NAME_REFUSED,
    /** Two-factor is off, or what was to be changed is not there. */
    NOT_POSSIBLE
  }

  public static FactorChange of(Outcome outcome) {
    return new FactorChange(outcome, Duration.ZERO);
  }

  JsonObject toJson() {
    return new JsonObject().put("outcome", outcome.name()).put("retryAfterMillis", retryAfter.toMillis());
  }

  static FactorChange fromJson(JsonObject json) {
    return new FactorChange(
        JsonFields.choice(json, "outcome", Outcome.NOT_POSSIBLE), JsonFields.millis(json, "retryAfterMillis"));
  }
}
