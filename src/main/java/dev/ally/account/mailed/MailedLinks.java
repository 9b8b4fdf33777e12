package dev.ally.account.mailed;

import dev.ally.account.mailed.PgOutboxStore.Due;
import dev.ally.account.person.Tokens;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.crypto.Secret;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;

/** Makes the links in emails. Each has a token of 256 random bits; only its keyed hash is stored. */
public final class MailedLinks {
  /**
   * $1 hash, $2 kind, $3 account, $4 version of its password, $5 activity, $6 sign-up, $7 change of email address, $8
   * now.
   */
  private static final String PUT = """
      INSERT INTO account.link
        (token_hash, kind, account_id, password_version, activity_id, sign_up_id, email_change_id, made_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""";

  private final Pool pool;
  private final Tokens tokens;
  private final URI publicUrl;
  private final SecureRandom random;
  private final Clock clock;

  public MailedLinks(Pool pool, Tokens tokens, URI publicUrl, SecureRandom random, Clock clock) {
    this.pool = pool;
    this.tokens = tokens;
    this.publicUrl = publicUrl;
    this.random = random;
    this.clock = clock;
  }

  /** A new link for the email that is due, as the URL to open. */
  Future<Secret> make(MailedLinkKind kind, Due due) {
    Secret token = Secret.token(random);
    return pool.preparedQuery(PUT)
        .execute(Tuple.from(new Object[] {
          tokens.hash(kind, token), kind.name(), due.owner().map(PgOutboxStore.Owner::accountId).orElse(null),
          due.owner().map(PgOutboxStore.Owner::passwordVersion).orElse(null), due.activityId().orElse(null),
          due.signUpId().orElse(null), due.emailChangeId().orElse(null), Sql.utc(clock.instant())}))
        .map(put -> url(kind, token));
  }

  /** The URL of the link with this token. */
  public Secret url(MailedLinkKind kind, Secret token) {
    return Secret.of(publicUrl + kind.path() + "?token=" + token.revealText());
  }
}
