package dev.ally.oidc.logout;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Bus;
import dev.ally.contract.account.ListEndings.Ending;
import dev.ally.contract.account.ListEndings.Kind;
import dev.ally.contract.oidc.EndApplication;
import dev.ally.oidc.Demand;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A person can have so many grants that one statement would not end them in the time that a statement has, and all
 * later endings would wait for it: they end in parts.
 */
class LargeAccountTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  /** Two of each session, and that of the login. */
  private static final int GRANTS = 12_001;
  private static final int SESSIONS = 6_001;

  private static String client;

  private final Person ada = filled();

  /** Notes what applications are told of, and refuses a statement that changes many grants. */
  @BeforeAll
  static void watch() {
    client = OIDC.client();
    OIDC.database.execute("CREATE TABLE public.told AS SELECT client_id, account_id, sid FROM oidc.logout_delivery");
    OIDC.database.execute("""
        CREATE FUNCTION public.note_told() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN
          INSERT INTO public.told VALUES (NEW.client_id, NEW.account_id, NEW.sid);
          RETURN NULL;
        END $$""");
    OIDC.database.execute("CREATE TRIGGER told AFTER INSERT ON oidc.logout_delivery"
        + " FOR EACH ROW EXECUTE FUNCTION public.note_told()");
    for (String change : List.of("UPDATE", "DELETE")) {
      OIDC.database.limitRows(change, "oidc.application_grant", 6_000);
    }
  }

  private static Person filled() {
    Person person = OIDC.account.person().logIn();
    OIDC.tokens(Demand.of(client), person);
    OIDC.database.execute("""
        INSERT INTO oidc.application_grant (id, client_id, account_id, sid, login_id, generation, auth_time,
          second_factor, acr, scopes, id_token_claims, user_info_claims, nonce, redirect_uri, code_challenge, code_hash,
          made_at, redeemed_at, offline, ends_with_session, kept_until)
        SELECT gen_random_uuid(), client_id, account_id, md5(account_id || '-' || n / 2)::uuid, login_id, generation,
          auth_time, second_factor, acr, scopes, id_token_claims, user_info_claims, nonce, redirect_uri, code_challenge,
          code_hash, made_at - interval '2 h', redeemed_at, offline, ends_with_session, kept_until
        FROM oidc.application_grant, generate_series(2, %d) n WHERE account_id = '%s'"""
        .formatted(GRANTS, person.accountId));
    return person;
  }

  /** The node of the fixture may be at it at the same time. */
  private static void follow() {
    Endings endings = new Endings(Bus.local(OIDC.bus), new PgLogoutStore(OIDC.pool), OIDC.clock);
    do {
      answer(endings.follow());
    } while (OIDC.database.count("oidc.ending_cursor WHERE last_id = " + OIDC.account.endings.size()) == 0);
  }

  private static long of(Person person, String also) {
    return OIDC.database.count("oidc.application_grant WHERE account_id = '" + person.accountId + "' AND " + also);
  }

  private static void isToldOnceOfEachSession(Person person) {
    isToldOnceOf(person, SESSIONS);
  }

  private static void isToldOnceOf(Person person, int sessions) {
    String told = "WHERE account_id = '" + person.accountId + "'";
    assertThat(OIDC.database.count("public.told " + told)).isEqualTo(sessions);
    assertThat(OIDC.database.count("(SELECT DISTINCT sid FROM public.told " + told + ") AS sids")).isEqualTo(sessions);
  }

  private static void change(Person person, int session, String change) {
    OIDC.database.execute("UPDATE oidc.application_grant SET %s WHERE sid = md5('%s-%d')::uuid"
        .formatted(change, person.accountId, session));
  }

  @Test
  void allOfItEndsWithALock() {
    Person other = filled();
    change(ada, 1, "ended_at = now()");
    change(ada, 2, "logout_told_at = now()");
    change(ada, 3, "redeemed_at = NULL");
    ada.ended(Optional.empty(), Kind.LOCKED);
    other.ended(Optional.of(other.sid), Kind.SESSION);
    follow();
    assertThat(of(ada, "ended_at IS NOT NULL AND logout_told_at IS NOT NULL")).isEqualTo(GRANTS);
    isToldOnceOf(ada, SESSIONS - 2);
    assertThat(of(other, "ended_at IS NULL AND logout_told_at IS NULL")).as("what came of other sessions")
        .isEqualTo(GRANTS - 1);
  }

  @Test
  void nothingIsKeptOfOneThatIsNoMore() {
    OIDC.database.execute("INSERT INTO oidc.consent VALUES ('%s', '%s', '{openid}', now())"
        .formatted(ada.accountId, client));
    OIDC.database.execute("UPDATE oidc.application_grant SET ended_at = now(), logout_told_at = now()"
        + " WHERE account_id = '" + ada.accountId + "' AND sid = '" + ada.sid + "'");
    ada.ended(Optional.empty(), Kind.DELETED);
    follow();
    assertThat(of(ada, "true")).isZero();
    assertThat(OIDC.database.count("oidc.consent WHERE account_id = '" + ada.accountId + "'")).isZero();
  }

  @Test
  void anApplicationIsTakenBack() {
    String other = OIDC.client();
    OIDC.tokens(Demand.of(other), ada);
    OIDC.ask(EndApplication.OPERATION, new EndApplication(
        UUID.randomUUID(), ada.voucher(), client, OidcFixture.requestInfo()));
    assertThat(of(ada, "client_id = '" + client + "' AND ended_at IS NULL")).isZero();
    isToldOnceOfEachSession(ada);
    assertThat(of(ada, "client_id = '" + other + "' AND ended_at IS NULL")).isEqualTo(1);
  }

  @Test
  void oneNodeLeavesItToAnother() {
    // What other tests have left would wait for the row that is held here.
    follow();
    ada.ended(Optional.empty(), Kind.LOCKED);
    Ending ending = OIDC.account.endings.get(OIDC.account.endings.size() - 1);
    Person bob = OIDC.account.person().logIn();
    OIDC.tokens(Demand.of(client), bob);
    bob.logOut();
    PgLogoutStore store = new PgLogoutStore(OIDC.pool);
    answer(OIDC.pool.withTransaction(connection -> connection
        .query("SELECT last_id FROM oidc.ending_cursor FOR UPDATE").execute()
        .compose(held -> new Endings(Bus.local(OIDC.bus), store, OIDC.clock).follow())));
    assertThat(of(bob, "logout_told_at IS NOT NULL")).as("what comes after it waits").isZero();
    follow();
    assertThat(of(bob, "logout_told_at IS NOT NULL")).isEqualTo(1);
    isToldOnceOfEachSession(ada);
    assertThat(answer(store.end(ending, OIDC.clock.instant()))).as("it is done").isFalse();
    assertThat(OIDC.database.count("oidc.ending_cursor WHERE last_id > " + ending.id())).isOne();
  }
}
