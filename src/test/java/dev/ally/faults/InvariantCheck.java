package dev.ally.faults;

import dev.ally.database.embedded.OwnPostgres;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the tables must agree on when no switch is open, whatever happened before. */
record InvariantCheck(OwnPostgres postgres) {
  private static final String OPEN = """
      SELECT operation_id::text FROM account.intent WHERE outcome IS NULL
      UNION ALL SELECT id::text FROM account.account WHERE open_intent IS NOT NULL""";

  private static final String SEVERAL_KEYS =
      "SELECT account_id FROM totp.authenticator GROUP BY account_id HAVING count(*) > 1";

  /** Two-factor as account wrote it down, and as totp has it. */
  private static final String DISAGREEING = """
      SELECT a.email FROM account.account a WHERE
        (SELECT count(*) FROM totp.authenticator t WHERE t.account_id = a.id) <>
        (SELECT count(*) FILTER (WHERE kind = 'ACTIVATE') - count(*) FILTER (WHERE kind <> 'ACTIVATE')
          FROM account.intent i WHERE i.account_id = a.id AND i.outcome = 'DONE')""";

  private static final String DONE_BY_ONE_ALONE = """
      SELECT i.operation_id FROM account.intent i FULL JOIN
        (SELECT * FROM totp.operation WHERE outcome IN ('CONFIRMED', 'REMOVED')) o ON o.id = i.operation_id
      WHERE (i.outcome IS NOT DISTINCT FROM 'DONE') <> (o.id IS NOT NULL)""";

  private static final String HALF_FINISHED = """
      SELECT email FROM (
        SELECT a.email, a.factor_version - 1 AS versions,
          (SELECT count(*) FROM account.intent i WHERE i.account_id = a.id AND i.outcome = 'DONE') AS done,
          (SELECT count(*) FROM account.activity n WHERE n.account_id = a.id AND n.what LIKE 'TWO_FACTOR_%') AS noted
        FROM account.account a) each_account
      WHERE versions <> done OR versions <> noted""";

  /** Turning it on or off ends every session but the one that did it, and every pending login. */
  private static final String OUTLIVED = """
      SELECT a.email FROM account.account a JOIN account.session s ON s.account_id = a.id
      JOIN (SELECT account_id, max(at) AS at FROM account.activity WHERE what LIKE 'TWO_FACTOR_%'
        GROUP BY account_id) n ON n.account_id = a.id
      WHERE s.created_at < n.at
        AND s.id NOT IN (SELECT session_id FROM account.intent i WHERE i.account_id = a.id AND i.outcome = 'DONE')
      UNION ALL
      SELECT a.email FROM account.account a JOIN account.pending_login p ON p.account_id = a.id
      WHERE p.factor_version <> a.factor_version""";

  private static final String ON =
      "SELECT a.email FROM account.account a JOIN totp.authenticator t ON t.account_id = a.id";

  private static final String CODE_LOGINS = """
      SELECT count(*) FROM account.activity n JOIN account.account a ON a.id = n.account_id
      WHERE n.what = 'LOGIN_CODE' AND a.email = '%s'""";

  List<String> openSwitches() {
    return postgres.read(OPEN);
  }

  /** Everything that does not agree, in words. */
  List<String> wrongs(List<CheckedUser> users) {
    List<String> wrongs = new ArrayList<>();
    read(wrongs, "has several keys", SEVERAL_KEYS);
    read(wrongs, "is not the same for account and for totp", DISAGREEING);
    read(wrongs, "was done by one of account and totp alone", DONE_BY_ONE_ALONE);
    read(wrongs, "was switched and not all that follows was done", HALF_FINISHED);
    read(wrongs, "kept a session or a pending login over a switch", OUTLIVED);
    Set<String> on = new HashSet<>(postgres.read(ON));
    for (CheckedUser user : users) {
      boolean isOn = on.contains(user.email);
      if (user.factor() != CheckedUser.Factor.UNKNOWN && isOn != (user.factor() == CheckedUser.Factor.ON)) {
        wrongs.add(user.email + " was told " + user.factor());
      }
      long logins = Long.parseLong(postgres.read(CODE_LOGINS.formatted(user.email)).get(0));
      if (logins > user.codesSubmitted() || logins < user.logInsWithACode()) {
        wrongs.add(user.email + " has " + logins + " logins with a code, sent " + user.codesSubmitted()
            + " and was let in " + user.logInsWithACode() + " times");
      }
    }
    return wrongs;
  }

  private void read(List<String> wrongs, String what, String sql) {
    postgres.read(sql).forEach(who -> wrongs.add(who + " " + what));
  }
}
