package dev.ally.account.person;

import dev.ally.account.rules.EmailAddress;

/**
 * SQL expressions about an account's address. Their parameter is made by {@link #parameter}: the key and the spelling.
 *
 * <p>Two accounts that are older than the present comparison of addresses may have the same key. The second is found
 * only by its own spelling, the first by all others.
 */
public final class AddressSql {
  /**
   * The id of the account with the address $1, or null. Among accounts whose address is not read yet, it finds those in
   * ASCII.
   */
  private static final String ACCOUNT_OF = """
      (SELECT id FROM (
        (SELECT id FROM account.account WHERE address_key = ($1::text[])[1]
          ORDER BY (address_twin = ($1::text[])[2]) DESC, address_twin LIMIT 1)
        UNION ALL
        (SELECT id FROM account.account
          WHERE address_key IS NULL AND email_key = ($1::text[])[2] AND email_key = lower(email COLLATE "C")))
        AS found LIMIT 1)""";

  /** True if no account has the address $1. */
  private static final String IS_FREE =
      "NOT EXISTS (SELECT FROM account.account WHERE address_key = ($1::text[])[1])";

  /**
   * The key by which the version before finds a new account with the address $1: its spelling, unless that version
   * would find another account by it; then a random key, by which it finds none.
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

  /** @param expression an array of two texts, usually a parameter: {@code $3} */
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
