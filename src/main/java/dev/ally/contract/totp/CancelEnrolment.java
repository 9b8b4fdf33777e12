package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import java.util.UUID;

/** Drops the pending key of this session; nothing happens when there is none. */
public record CancelEnrolment(UUID accountId, UUID sessionId) {
  public record Answer() {}

  public static final BusOperation<CancelEnrolment, Answer> OPERATION =
      BusOperation.of("totp.enrol.cancel.v1", Hop.ACCOUNT_TO_TOTP, CancelEnrolment.class, Answer.class);
}
