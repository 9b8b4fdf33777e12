package dev.ally.contract.account;

import dev.ally.bus.Fallback;
import dev.ally.bus.Required;
import dev.ally.crypto.Secret;
import java.util.Set;

/** What an account is made of, as it was typed. */
public record NewAccount(String email, String name, Secret password) {
  /** What can be wrong with it; several at once. */
  public enum Problem {
    EMAIL_MISSING,
    EMAIL_MALFORMED,
    /** More than 254 octets, or 64 before the @. */
    EMAIL_TOO_LONG,
    /** What stands before the @ is not in ASCII: mail to it needs SMTPUTF8. */
    EMAIL_LOCAL_PART,
    /** A character of the domain stands for another one: a full-width letter, Kelvin's sign, a blank. */
    EMAIL_LOOKALIKE,
    /** What stands after the @ is no domain that mail can be sent to. */
    EMAIL_DOMAIN,
    NAME_MISSING,
    NAME_TOO_LONG,
    /** Text that harms where it is shown: control characters, half of a surrogate pair, marks without end. */
    NAME_MALFORMED,
    PASSWORD_MISSING,
    PASSWORD_TOO_SHORT,
    PASSWORD_TOO_LONG,
    PASSWORD_MALFORMED,
    PASSWORD_COMMON,
    /** It is in the operator's file of breached passwords. */
    PASSWORD_BREACHED,
    PASSWORD_IS_EMAIL,
    /** The new password is the present one. */
    PASSWORD_UNCHANGED,
    EMAIL_TAKEN
  }

  /** @param problems none when the account was made */
  public record Answer(@Required @Fallback("EMAIL_MALFORMED") Set<Problem> problems) {
    public boolean created() {
      return problems.isEmpty();
    }
  }
}
