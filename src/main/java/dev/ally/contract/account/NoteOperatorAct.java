package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import java.util.UUID;

/**
 * Writes a security event of something that an operator did and that concerns no account; once for one operation.
 *
 * @param clientId of the client that it concerns; empty: none
 */
public record NoteOperatorAct(UUID operationId, @Fallback("OTHER") Act act, String clientId) {
  public enum Act {
    CLIENT_CREATED,
    CLIENT_CHANGED,
    CLIENT_REMOVED,
    CLIENT_SECRET_MADE,
    KEYS_ROTATED,
    /** Something that a newer version knows. */
    OTHER
  }

  public record Answer() {}

  public static final BusOperation<NoteOperatorAct, Answer> OPERATION =
      BusOperation.of("account.operator.note.v1", Hop.OPERATOR, NoteOperatorAct.class, Answer.class);
}
