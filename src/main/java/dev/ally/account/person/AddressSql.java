package dev.ally.account.person;

import dev.ally.account.rules.EmailAddress;

/**
 * What statements say of an account's address. Its parameter is that of {@link #parameter}: the key and the spelling.
 *
 * <p>Two accounts that are older than the way addresses are compared may have one key. The second of them is found by its
 * own spelling, the first by all others.
 */
public final class AddressSql {
  /** The id of the account with the address $1, or none. Of those that are not read yet it finds those in ASCII. */
  private static final String ACCOUNT_OF = """
      (SELECT id FROM (
        (SELECT id FROM account.account WHERE address_key = ($1::text[])[1]
          ORDER BY (address_twin = ($1::text[])[2]) DESC, address_twin LIMIT 1)
        UNION ALL
        (SELECT id FROM account.account
          WHERE address_key IS NULL AND email_key = ($1::text[])[2] AND email_key = lower(email COLLATE "C")))
        AS found LIMIT 1)""";

  /** No account has the address $1. */
  private static final String IS_FREE =
      "NOT EXISTS (SELECT FROM account.account WHERE address_key = ($1::text[])[1])";

  /**
   * By which the version before finds a new account with the address $1: its spelling, unless that version takes it for an
   * address of somebody else, who has it already; then it finds this one by nothing.
   */
  private static final String KEY_BEFORE = """
      CASE WHEN EXISTS (
          SELECT FROM account.account
          WHERE email_key = ($1::text[])[2] AND address_key <> ($1::text[])[1])
        THEN gen_random_uuid()::text ELSE ($1::text[])[2] END""";

  private static final String KEY = "($1::text[])[1]";
  private static final String SPELLING = "($1::text[])[2]";
  private static final String PARAMETER = "$1";

  private AddressSql() {}

  /** @param expression of two texts, for the most part a parameter: {@code $3} */
  public static String accountOf(String expression) {
    return ACCOUNT_OF.replace(PARAMETER, expression);
  }

  public static String isFree(String expression) {
    return IS_FREE.replace(PARAMETER, expression);
  }

  public static String keyBefore(String expression) {
    return KEY_BEFORE.replace(PARAMETER, expression);
  }

  public static String key(String expression) {
    return KEY.replace(PARAMETER, expression);
  }

  public static String spelling(String expression) {
    return SPELLING.replace(PARAMETER, expression);
  }

  public static String[] parameter(EmailAddress email) {
    return new String[] {email.key(), email.spelling()};
  }
}
