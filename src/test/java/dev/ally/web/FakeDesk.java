package dev.ally.web;

import dev.ally.contract.account.ActOnAccount;
import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.FindAccounts.Found;
import dev.ally.contract.account.FindAccounts.Match;
import dev.ally.contract.account.FindAccounts.Place;
import dev.ally.contract.account.FindAccounts;
import dev.ally.contract.account.HelpDeskAccess;
import dev.ally.contract.account.InspectAccount.Inspected;
import dev.ally.contract.account.InspectAccount.Noted;
import dev.ally.contract.account.InspectAccount;
import dev.ally.contract.account.OpenHelpDesk;
import dev.ally.contract.account.Person;
import dev.ally.contract.account.ShowActivity.Event;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What {@link FakeAccount} tells an operator of the help desk: of one account, which is Grace's. */
public final class FakeDesk {
  public static final String GRACE_ID = "0188b9a2-5f4e-7c11-9d6a-3b1f2c4d5e6f";
  public static final UUID GRACE = UUID.fromString(GRACE_ID);
  public static final String REASON = "<b>she called</b>";

  private FakeDesk() {}

  static FindAccounts.Answer search(Optional<Person> whose, FindAccounts question) {
    if (whose.filter(Person::operator).isEmpty()) {
      return FindAccounts.Answer.without(HelpDeskAccess.CLOSED, Optional.empty(), Optional.empty());
    }
    boolean any = question.search().startsWith("g");
    return new FindAccounts.Answer(
        HelpDeskAccess.OPEN, whose, Optional.empty(),
        any ? List.of(new Found(GRACE, "grace@example.org", "Grace Hopper", FakeAccount.NOW, true)) : List.of(),
        any ? Optional.of(new Place(Match.EMAIL, GRACE)) : Optional.empty());
  }

  static InspectAccount.Answer inspect(Optional<Person> whose, InspectAccount question, Optional<Integer> digits) {
    if (whose.filter(Person::operator).isEmpty()) {
      return InspectAccount.Answer.without(HelpDeskAccess.CLOSED, Optional.empty(), Optional.empty());
    }
    return new InspectAccount.Answer(
        HelpDeskAccess.OPEN, whose, digits,
        question.accountId().equals(GRACE) ? Optional.of(grace(true, true, false)) : Optional.empty());
  }

  public static Inspected grace(boolean acts, boolean mailed, boolean locked) {
    Event login = new Event(9, FakeAccount.NOW, ActivityKind.LOGIN_CODE, "2001:db8::17", FakeAccount.FIREFOX);
    Event lock = new Event(7, FakeAccount.NOW.minus(Duration.ofDays(90)), ActivityKind.ACCOUNT_LOCKED, "", "");
    return new Inspected(
        new Person(GRACE, "grace@example.org", "Grace Hopper"), FakeAccount.NOW.minus(Duration.ofDays(400)), true,
        Optional.of(FakeAccount.NOW.minus(Duration.ofDays(30))), 7, 2, Optional.of(FakeAccount.NOW),
        locked ? Optional.of(FakeAccount.NOW) : Optional.empty(), Set.of("staff"), acts, mailed,
        List.of(new Noted(login, "", ""), new Noted(lock, "ops@example.org", REASON)), true);
  }

  static OpenHelpDesk.Answer open(Secret code) {
    return OpenHelpDesk.Answer.of(
        code.equals(Secret.of(FakeAccount.CODE)) ? OpenHelpDesk.Outcome.OPENED
            : code.revealText().length() < 6 ? CodeRefusal.MALFORMED : CodeRefusal.WRONG);
  }

  static ActOnAccount.Answer act(ActOnAccount question) {
    return ActOnAccount.Answer.of(
        question.reason().isBlank() ? ActOnAccount.Outcome.REASON_MISSING
            : question.act().needsCode() && !question.code().equals(Secret.of(FakeAccount.CODE)) ? CodeRefusal.WRONG
            : ActOnAccount.Outcome.DONE);
  }
}
