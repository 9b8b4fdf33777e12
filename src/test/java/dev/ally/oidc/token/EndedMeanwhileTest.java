package dev.ally.oidc.token;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.oidc.AskTokens;
import dev.ally.crypto.Secret;
import dev.ally.oidc.Demand;
import dev.ally.oidc.FakeAccount.Person;
import dev.ally.oidc.OidcFixture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A grant that ends after it was read, and before what was read of it is used: the statement itself decides. */
class EndedMeanwhileTest {
  @RegisterExtension static final OidcFixture OIDC = new OidcFixture();

  private final Person ada = OIDC.account.person().logIn();
  private final Instant now = OIDC.clock.instant();
  private final PgGrantStore.NewAccess access =
      new PgGrantStore.NewAccess(Buffer.buffer(UUID.randomUUID().toString()), List.of("openid"), now.plusSeconds(300));
  private PgGrantStore store;
  private Tokens tokens;

  @BeforeEach
  void open() {
    store = new PgGrantStore(OIDC.pool);
    tokens = answer(new PgTokenKey(OIDC.pool, OIDC.keyring, OidcFixture.RANDOM).tokens());
  }

  private Grant read(UUID id) {
    return answer(store.find(id)).orElseThrow();
  }

  private RefreshToken refreshToken(AskTokens.Answer given) {
    return RefreshToken.read(tokens, given.refreshToken()).orElseThrow();
  }

  private void assertIssuedNothing(boolean done) {
    assertThat(done).isFalse();
    assertThat(answer(store.findAccess(access.hash()))).isEmpty();
  }

  @Test
  void itsCodeIsNotRedeemed() {
    Secret code = OIDC.code(Demand.of(OIDC.client()), ada);
    Grant grant = read(AuthorizationCode.read(code).orElseThrow().grantId());
    answer(store.end(grant.id(), now));
    assertIssuedNothing(answer(store.redeem(grant, access, UUID.randomUUID(), Optional.empty(), now)));
  }

  @Test
  void itsRefreshTokenIsNotReplaced() {
    RefreshToken token = refreshToken(OIDC.offlineTokens(OIDC.client(), ada));
    Grant grant = read(token.grantId());
    answer(store.end(grant.id(), now));
    assertIssuedNothing(
        answer(store.rotate(grant, access, token.hash(tokens), token.next(tokens).hash(tokens), now)));
  }

  @Test
  void itsRefreshTokenIsNotUsedAgain() {
    RefreshToken token =
        refreshToken(OIDC.offlineTokens(OIDC.client(new JsonObject().put("refresh", "keep")), ada));
    Grant grant = read(token.grantId());
    answer(store.end(grant.id(), now));
    assertIssuedNothing(answer(store.keep(grant, access, token.hash(tokens), now)));
  }

  @Test
  void itsLostAnswerIsNotGivenAgain() {
    String client = OIDC.client();
    AskTokens.Answer given = OIDC.offlineTokens(client, ada);
    OIDC.refresh(client, given.refreshToken());
    RefreshToken used = refreshToken(given);
    Grant grant = read(used.grantId());
    answer(store.end(grant.id(), now));
    assertIssuedNothing(answer(store.repeat(grant, access, used.next(tokens), tokens)));
  }

  @Test
  void itDoesNotEndAgainForAReuse() {
    RefreshToken token = refreshToken(OIDC.offlineTokens(OIDC.client(), ada));
    answer(store.end(token.grantId(), now));
    assertThat(answer(store.endForReuse(token.grantId(), now))).isFalse();
    assertThat(answer(store.untold(1))).isEmpty();
  }

  /** The rest is of a family in which another request was quicker. */
  @Test
  void aRefreshTokenThatWasReplacedMeanwhileIssuesNothing() {
    String client = OIDC.client();
    AskTokens.Answer given = OIDC.offlineTokens(client, ada);
    RefreshToken token = refreshToken(given);
    Grant grant = read(token.grantId());
    AskTokens.Answer next = OIDC.refresh(client, given.refreshToken());
    Buffer present = token.hash(tokens);
    assertIssuedNothing(answer(store.rotate(grant, access, present, token.next(tokens).hash(tokens), now)));
    assertIssuedNothing(answer(store.keep(grant, access, present, now)));
    OIDC.refresh(client, next.refreshToken());
    assertIssuedNothing(answer(store.repeat(grant, access, token.next(tokens), tokens)));
  }
}
