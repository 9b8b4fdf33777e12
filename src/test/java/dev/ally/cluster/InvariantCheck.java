package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

/** What account and totp have written down of all logins, and must agree on. */
final class InvariantCheck {
  /** More logins with a code than codes that were accepted. */
  private static final String SIGNED_IN_WITHOUT_CODE = """
      (SELECT account_id, count(*) AS logins FROM account.activity WHERE what = 'LOGIN_CODE' GROUP BY account_id) l
      LEFT JOIN (SELECT account_id, count(*) AS codes FROM totp.operation WHERE outcome = 'ACCEPTED' GROUP BY account_id) c
      USING (account_id) WHERE l.logins > coalesce(c.codes, 0)""";

  /** Two acceptances of one account in less time than the three codes last that are valid at once, less two of them. */
  private static final String CODE_ACCEPTED_TWICE = """
      (SELECT account_id, decided_at - lag(decided_at) OVER (PARTITION BY account_id ORDER BY decided_at) AS apart
       FROM totp.operation WHERE outcome = 'ACCEPTED') o WHERE apart < interval '20 s'""";

  private InvariantCheck() {}

  /** Fails unless every session that was given is there, each had its code, and no code was accepted twice. */
  static void nothingWasLost(Fleet fleet, Traffic traffic) throws Exception {
    assertThat(traffic.lostSessions()).as("sessions that were given and are gone").isZero();
    assertThat(fleet.database.count(SIGNED_IN_WITHOUT_CODE)).as("logins without their factor").isZero();
    assertThat(fleet.database.count(CODE_ACCEPTED_TWICE)).as("codes that were accepted twice").isZero();
  }
}
