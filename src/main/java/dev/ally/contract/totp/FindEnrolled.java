package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Which of these accounts have a second factor? For the operator's lists; a login asks {@link FindAuthenticators}. */
public record FindEnrolled(List<UUID> accountIds) {
  public record Answer(Set<UUID> enrolled) {}

  public static final BusOperation<FindEnrolled, Answer> OPERATION =
      BusOperation.of("totp.enrolled.v1", Hop.UPKEEP, FindEnrolled.class, Answer.class);
}
