package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;

/** Drops the key that this session is linking. */
public record AbandonEnrolment(Secret session) {
  /** @param session whether there is such a session */
  public record Answer(boolean session) {}

  public static final BusOperation<AbandonEnrolment, Answer> OPERATION =
      BusOperation.of("account.link.cancel.v1", Hop.WEB_TO_ACCOUNT, AbandonEnrolment.class, Answer.class);
}
