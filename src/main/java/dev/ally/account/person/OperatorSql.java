package dev.ally.account.person;

/** SQL expressions about operators of the help desk: the accounts of one group. */
public final class OperatorSql {
  private static final String IS_OPERATOR =
      "EXISTS (SELECT FROM account.account_group og WHERE og.account_id = $1 AND og.name = 'operators')";
  private static final String PARAMETER = "$1";

  private OperatorSql() {}

  /** Whether this account is an operator's. @param accountId an expression */
  public static String isOperator(String accountId) {
    return IS_OPERATOR.replace(PARAMETER, accountId);
  }

  /**
   * Whether the session may be the help desk's: its account is an operator's and has two-factor on, and the session
   * began with a second factor or linked one. Both are names of rows.
   */
  public static String opensHelpDesk(String session, String account) {
    return "(" + session + ".second_factor AND " + account + ".two_factor IS DISTINCT FROM false AND "
        + account + ".locked_at IS NULL AND " + isOperator(account + ".id") + ")";
  }
}
