package dev.ally.oidc.token;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Answers.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Bus;
import dev.ally.contract.account.NoteApplication;
import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.ProtocolError.Code;
import dev.ally.crypto.Secret;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import dev.ally.oidc.client.Clients;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A refresh token that comes a second time: where an answer was lost, in two tabs, and in the hands of a thief. */
class UsedRefreshTokenTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  private static String client;

  private final Person ada = OIDC.account.person().logIn();
  private AskTokens.Answer first;

  @BeforeAll
  static void register() {
    client = OIDC.client();
  }

  @BeforeEach
  void begin() {
    first = OIDC.offlineTokens(client, ada);
  }

  private AskTokens.Answer refresh(Secret refreshToken) {
    AskTokens.Answer answer = OIDC.refresh(client, refreshToken);
    assertThat(answer.error().isNone()).as("%s", answer.error()).isTrue();
    return answer;
  }

  private static Code error(String clientId, Secret refreshToken) {
    AskTokens.Answer answer = OIDC.refresh(clientId, refreshToken);
    assertThat(List.of(answer.accessToken(), answer.refreshToken(), answer.idToken())).allMatch(Secret::isEmpty);
    return answer.error().code();
  }

  private void assertTold(int times) {
    assertThat(OIDC.account.noted(ada, NoteApplication.Event.TOKEN_REUSED)).isEqualTo(times);
  }

  @Test
  void aLostAnswerIsGivenAgainForThirtySeconds() {
    AskTokens.Answer second = refresh(first.refreshToken());
    OIDC.clock.pass(Duration.ofSeconds(30));
    AskTokens.Answer again = refresh(first.refreshToken());
    assertThat(again.refreshToken()).isEqualTo(second.refreshToken());
    assertThat(OIDC.opens(again.accessToken())).isTrue();
    assertThat(OIDC.opens(second.accessToken())).isTrue();
    assertThat(refresh(second.refreshToken()).refreshToken()).isNotEqualTo(second.refreshToken());
    assertTold(0);
  }

  @Test
  void aLostAnswerIsGivenAgainToAClientThatKeepsItsTokensMeanwhile() {
    AskTokens.Answer second = refresh(first.refreshToken());
    OIDC.client(new JsonObject().put("id", client).put("refresh", "keep"));
    assertThat(refresh(first.refreshToken()).refreshToken()).isEqualTo(second.refreshToken());
    OIDC.client(new JsonObject().put("id", client));
  }

  @Test
  void aUsedTokenThatComesLaterEndsTheFamily() {
    AskTokens.Answer second = refresh(first.refreshToken());
    OIDC.clock.pass(Duration.ofSeconds(30).plusMillis(1));
    assertThat(error(client, first.refreshToken())).isEqualTo(Code.INVALID_GRANT);
    assertThat(error(client, second.refreshToken())).isEqualTo(Code.INVALID_GRANT);
    assertThat(OIDC.opens(second.accessToken())).isFalse();
    assertTold(1);
    error(client, first.refreshToken());
    assertTold(1);
  }

  @Test
  void aUsedTokenEndsTheFamilyOnceItsSuccessorWasUsed() {
    AskTokens.Answer second = refresh(first.refreshToken());
    AskTokens.Answer third = refresh(second.refreshToken());
    assertThat(error(client, first.refreshToken())).isEqualTo(Code.INVALID_GRANT);
    assertThat(error(client, third.refreshToken())).isEqualTo(Code.INVALID_GRANT);
    assertTold(1);
  }

  @Test
  void theEndOfAFamilyEndsNoOther() {
    AskTokens.Answer other = OIDC.offlineTokens(client, ada);
    refresh(first.refreshToken());
    OIDC.clock.pass(Duration.ofSeconds(31));
    error(client, first.refreshToken());
    assertThat(refresh(other.refreshToken()).error().isNone()).isTrue();
  }

  @Test
  void thePersonIsToldLaterWhereAccountIsAway() {
    refresh(first.refreshToken());
    OIDC.clock.pass(Duration.ofSeconds(31));
    OIDC.account.isAwayForNotes = true;
    assertThat(error(client, first.refreshToken())).as("the family ends all the same").isEqualTo(Code.INVALID_GRANT);
    assertTold(0);
    OIDC.account.isAwayForNotes = false;
    GrantSweep sweep = new GrantSweep(new ProtocolParts(
        OIDC.pool, null, new Clients(OIDC.pool), null, null, "", Bus.local(OIDC.bus), OIDC.clock));
    answer(sweep.tellOfReuse());
    answer(sweep.tellOfReuse());
    assertTold(1);
    assertThat(OIDC.database.count("oidc.application_grant WHERE reuse_untold")).isZero();
  }

  @Test
  void twentyAtOnceGetTheSameSuccessor() {
    List<AskTokens.Answer> answers = atOnce(20, () ->
        AskTokens.OPERATION.ask(OIDC.bus, OIDC.refreshing(client, first.refreshToken(), "")));
    assertThat(answers).allMatch(answer -> answer.error().isNone());
    assertThat(answers.stream().map(AskTokens.Answer::refreshToken).distinct()).hasSize(1);
    assertThat(answers.stream().map(AskTokens.Answer::accessToken).distinct()).hasSize(20);
    assertThat(answers).allMatch(answer -> OIDC.opens(answer.accessToken()));
    assertTold(0);
  }

  @Test
  void twoNodesGiveTheSameSuccessor() {
    Bus other = OIDC.secondNode();
    Secret token = first.refreshToken();
    for (int i = 0; i < 10; i++) {
      AskTokens question = OIDC.refreshing(client, token, "");
      AskTokens anotherQuestion = OIDC.refreshing(client, token, "");
      Future<AskTokens.Answer> here = AskTokens.OPERATION.ask(OIDC.bus, question);
      Future<AskTokens.Answer> there = AskTokens.OPERATION.ask(other, anotherQuestion);
      assertThat(answer(here).refreshToken()).isEqualTo(answer(there).refreshToken());
      assertThat(answer(here).error().isNone()).isTrue();
      token = answer(here).refreshToken();
    }
    assertTold(0);
  }

  @Test
  void theSameOperationGetsTheSameTokens() {
    AskTokens question = OIDC.refreshing(client, first.refreshToken(), "");
    AskTokens.Answer once = OIDC.ask(AskTokens.OPERATION, question);
    AskTokens.Answer again = OIDC.ask(AskTokens.OPERATION, question);
    assertThat(again.accessToken()).isEqualTo(once.accessToken());
    assertThat(again.refreshToken()).isEqualTo(once.refreshToken());
    assertThat(OIDC.database.count("oidc.access_token t JOIN oidc.application_grant g ON g.id = t.grant_id"
        + " WHERE g.account_id = '" + ada.accountId + "'")).as("with that of the code").isEqualTo(2);
  }

  @Test
  void aTokenThatIsNewerThanARestoredDatabaseEndsNothing() {
    AskTokens.Answer first = OIDC.offlineTokens(client, ada);
    UUID grant = RefreshToken.read(tokens(), first.refreshToken()).orElseThrow().grantId();
    Row backup = answer(OIDC.pool.preparedQuery(
        "SELECT refresh_number, refresh_hash FROM oidc.application_grant WHERE id = $1").execute(Tuple.of(grant)))
        .iterator().next();
    AskTokens.Answer newest = OIDC.refresh(client, OIDC.refresh(client, first.refreshToken()).refreshToken());
    answer(OIDC.pool.preparedQuery(
        "UPDATE oidc.application_grant SET refresh_number = $2, refresh_hash = $3 WHERE id = $1")
        .execute(Tuple.of(grant, backup.getInteger("refresh_number"), backup.getBuffer("refresh_hash"))));
    assertThat(OIDC.refresh(client, newest.refreshToken()).error().code()).isEqualTo(Code.INVALID_GRANT);
    assertThat(OIDC.account.noted(ada, NoteApplication.Event.TOKEN_REUSED)).isZero();
    assertThat(OIDC.refresh(client, first.refreshToken()).error().isNone()).isTrue();
  }

  private static Tokens tokens() {
    return answer(new PgTokenKey(OIDC.pool, OIDC.keyring, OidcFixture.RANDOM).tokens());
  }
}
