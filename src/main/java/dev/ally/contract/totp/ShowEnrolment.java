package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.contract.PendingKey;
import java.util.Optional;
import java.util.UUID;

/** The pending key of this session, if it has one; showing it lets it live on. */
public record ShowEnrolment(UUID accountId, UUID sessionId) {
  /** @param pending empty when there is none or it has waited too long */
  public record Answer(Optional<PendingKey> pending) {}

  public static final BusOperation<ShowEnrolment, Answer> OPERATION =
      BusOperation.of("totp.enrol.show.v1", Hop.ACCOUNT_TO_TOTP, ShowEnrolment.class, Answer.class);
}
