package dev.ally.web.helpdesk;

import dev.ally.contract.account.Person;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.Page;
import java.util.Optional;

/** The page that asks an operator for a code. */
final class CodePage {
  private CodePage() {}

  /**
   * @param codeDigits how many digits the code has; empty: it depends on the authenticator, or is not known
   * @param next where the right code leads
   */
  static Page of(Person operator, Request request, Optional<Integer> codeDigits, String next) {
    return Page.of("desk-code").of(operator, request).codeDigits(codeDigits).with(Field.NEXT.id(), next);
  }
}
