package dev.ally.web.helpdesk;

import dev.ally.contract.account.FindAccounts;
import dev.ally.contract.account.HelpDeskAccess;
import dev.ally.contract.account.InspectAccount.Inspected;
import dev.ally.contract.account.InspectAccount;
import dev.ally.contract.account.Person;
import dev.ally.harness.Browser;
import dev.ally.web.FakeAccount;
import dev.ally.web.FakeDesk;
import dev.ally.web.Site;
import java.net.http.HttpResponse;
import java.util.Optional;

/** A site with an operator of the help desk who is signed in. */
final class DeskSite implements AutoCloseable {
  static final String DESK = "/admin";
  static final String PAGE = DESK + "/accounts/" + FakeDesk.GRACE_ID;

  final Site site = Site.open();
  /** A browser of the same person before she was an operator. */
  final Browser plain = site.signedIn();
  final Browser operator;

  DeskSite() {
    site.account.twoFactor = true;
    site.account.ada =
        new Person(site.account.ada.accountId(), FakeAccount.EMAIL, "Ada Lovelace", Optional.empty(), "", true);
    operator = site.signedIn();
  }

  /** The operator's last code is too old. */
  void needCode() {
    needCode(Optional.of(6));
  }

  /** @param digits how many the operator's codes have */
  void needCode(Optional<Integer> digits) {
    site.account.answer(FindAccounts.OPERATION, FindAccounts.Answer.without(
        HelpDeskAccess.CODE_NEEDED, Optional.of(site.account.ada), digits));
    site.account.answer(InspectAccount.OPERATION, InspectAccount.Answer.without(
        HelpDeskAccess.CODE_NEEDED, Optional.of(site.account.ada), digits));
  }

  void show(Inspected account) {
    show(account, Optional.of(6));
  }

  /** @param digits how many the operator's codes have */
  void show(Inspected account, Optional<Integer> digits) {
    site.account.answer(InspectAccount.OPERATION, new InspectAccount.Answer(
        HelpDeskAccess.OPEN, Optional.of(site.account.ada), digits, Optional.of(account)));
  }

  /** Opens Grace's page, and sends the form of an act. */
  HttpResponse<String> act(String act, String... fields) {
    return operator.submitTo(PAGE, PAGE + "/" + act, fields);
  }

  @Override
  public void close() {
    site.close();
  }
}
