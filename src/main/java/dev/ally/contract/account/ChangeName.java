package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.Optional;

/** Gives the person whose session asks another name. The same name again changes nothing. */
public record ChangeName(Secret session, String name, RequestInfo requestInfo) {
  public enum Outcome {
    NO_SESSION,
    /** The account has that name. */
    CHANGED,
    /** The name is not taken. */
    REFUSED
  }

  /** @param problem what is wrong with it, where the outcome is REFUSED */
  public record Answer(
      @Fallback("NO_SESSION") Outcome outcome, @Fallback("NAME_MALFORMED") Optional<NewAccount.Problem> problem) {
    public static Answer of(Outcome outcome) {
      return new Answer(outcome, Optional.empty());
    }

    public static Answer refused(NewAccount.Problem problem) {
      return new Answer(Outcome.REFUSED, Optional.of(problem));
    }
  }

  public static final BusOperation<ChangeName, Answer> OPERATION =
      BusOperation.of("account.name.v1", Hop.WEB_TO_ACCOUNT, ChangeName.class, Answer.class);
}
