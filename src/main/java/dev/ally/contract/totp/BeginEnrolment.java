package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.contract.PendingKey;
import java.util.UUID;

/**
 * A key for this session to link an app with. A session has one: asking again gives the same, until it is confirmed,
 * cancelled or has waited too long. The confirmed authenticators stay as they are.
 */
public record BeginEnrolment(UUID accountId, UUID sessionId) {
  public static final BusOperation<BeginEnrolment, PendingKey> OPERATION =
      BusOperation.of("totp.enrol.begin.v1", Hop.ACCOUNT_TO_TOTP, BeginEnrolment.class, PendingKey.class);
}
