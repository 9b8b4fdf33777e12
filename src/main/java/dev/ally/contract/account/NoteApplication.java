package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import java.util.UUID;

/** Writes what happened with an application to the activity of the account; once for one operation. */
public record NoteApplication(
    UUID operationId, UUID accountId, @Fallback("LOGGED_IN") Event event, String clientName, RequestInfo requestInfo) {
  public enum Event {
    LOGGED_IN,
    /** The person took back what the application had. */
    TAKEN_BACK,
    /** A used refresh token or code came again: all that came of it has ended, and the person is told by email. */
    TOKEN_REUSED
  }

  public record Answer() {}

  public static final BusOperation<NoteApplication, Answer> OPERATION =
      BusOperation.of("account.application.note.v1", Hop.OIDC_TO_ACCOUNT, NoteApplication.class, Answer.class);
}
