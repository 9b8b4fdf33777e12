package dev.ally.web.helpdesk;

import dev.ally.contract.account.ActOnAccount.Act;
import dev.ally.contract.account.InspectAccount.Inspected;
import dev.ally.web.page.Notice;
import java.util.Locale;

/** What an operator can do to an account, each at an address of its own. The name is part of the ids of its texts. */
public enum DeskAct {
  SESSIONS(Act.END_SESSIONS, Notice.DESK_SESSIONS_ENDED),
  RESET(Act.MAIL_RESET, Notice.DESK_RESET_MAILED),
  FACTOR(Act.FACTOR_OFF, Notice.DESK_FACTOR_OFF),
  LOCK(Act.LOCK, Notice.DESK_LOCKED),
  UNLOCK(Act.UNLOCK, Notice.DESK_UNLOCKED);

  private final Act act;
  private final Notice done;

  DeskAct(Act act, Notice done) {
    this.act = act;
    this.done = done;
  }

  /** The last part of its address. */
  public String path() {
    return name().toLowerCase(Locale.ROOT);
  }

  Act act() {
    return act;
  }

  Notice done() {
    return done;
  }

  /** Whether there is anything to do. */
  boolean isOfferedFor(Inspected account) {
    return switch (this) {
      case SESSIONS, RESET -> true;
      case FACTOR -> account.twoFactor();
      case LOCK -> account.lockedSince().isEmpty();
      case UNLOCK -> account.lockedSince().isPresent();
    };
  }

  /** The class of its button. */
  String tone() {
    return this == FACTOR || this == LOCK ? "danger" : "second";
  }
}
