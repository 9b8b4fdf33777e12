package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.bus.Required;
import dev.ally.crypto.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which accounts have an id, an email address or a name that begins like this? Some at a time; for operators of the
 * help desk.
 *
 * @param search what they begin with, in any case; empty: nothing is looked for
 * @param after the last place of the page before; empty: from the first on
 */
public record FindAccounts(Secret session, String search, Optional<Place> after) {
  /** What of an account begins so; the order of the results. */
  public enum Match { ID, EMAIL, NAME }

  /**
   * Where a page ends.
   *
   * @param accountId of its last account
   */
  public record Place(@Fallback("ID") Match match, UUID accountId) {}

  /**
   * One account.
   *
   * @param since when it was made
   */
  public record Found(@Required UUID id, String email, String name, Instant since, boolean locked) {}

  /**
   * @param operator who asks; empty unless access is open or a code is needed
   * @param codeDigits how many digits a code of the operator has; empty: it depends on the authenticator, or no code is
   *     needed
   * @param next where the next page begins; empty: there are no more
   */
  public record Answer(
      @Fallback("CLOSED") HelpDeskAccess access, Optional<Person> operator, Optional<Integer> codeDigits,
      List<Found> accounts, Optional<Place> next) {
    public Answer {
      accounts = List.copyOf(accounts);
    }

    /** Without results. */
    public static Answer without(HelpDeskAccess access, Optional<Person> operator, Optional<Integer> codeDigits) {
      return new Answer(access, operator, codeDigits, List.of(), Optional.empty());
    }
  }

  public static final BusOperation<FindAccounts, Answer> OPERATION =
      BusOperation.of("account.desk.search.v1", Hop.WEB_TO_ACCOUNT, FindAccounts.class, Answer.class);
}
