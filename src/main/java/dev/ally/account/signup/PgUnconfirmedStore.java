package dev.ally.account.signup;

import dev.ally.account.person.AddressSql;
import dev.ally.account.person.ClientNetwork;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.session.PgLoginStore.NewSession;
import dev.ally.account.session.PgLoginStore;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Sealed;
import dev.ally.database.HashedSql;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Sign-ups that wait for their mailed link, in PostgreSQL. */
public final class PgUnconfirmedStore {
  /**
   * Stores a sign-up and its email. $1 operation, $2 email address, $3 the same for comparison, $4 name, $5 hash, $6
   * sealing key, $7 now, $8 language, $9 the client's network, $10 its header.
   */
  private static final String PUT = """
      WITH kept AS (
        INSERT INTO account.sign_up (id, email, email_key, name, sealed_password_hash, sealing_key_id, made_at, language)
        VALUES ($1, $2, SPELLING, $4, $5, $6, $7, $8)
        ON CONFLICT DO NOTHING
        RETURNING *)
      INSERT INTO account.letter
        (kind, email_key, address_key, sign_up_id, address, made_at, due_at, language, requested_from, requested_by)
      SELECT 'SIGN_UP_ASKED', email_key, KEY, id, email, made_at, made_at, language, $9, $10 FROM kept"""
      .replace("SPELLING", AddressSql.spelling("$3"))
      .replace("KEY", AddressSql.key("$3"));

  /** $1 hashes of the token, $2 since when it must have been made. */
  private static final String FIND = """
      SELECT s.* FROM account.link l JOIN account.sign_up s ON s.id = l.sign_up_id
      WHERE l.token_hash = ANY ($1::bytea[]) AND l.kind = 'SIGN_UP' AND l.made_at > $2""";

  /**
   * Makes the account, with the sign-up's id, and opens its first session; does nothing if an account has the email
   * address by now or the sign-up is gone. $10 sign-up, $11 name, $12 sealed hash, $13 its key, $14 address.
   */
  private static final HashedSql COMPLETE = new HashedSql("""
      WITH done AS (
        DELETE FROM account.sign_up WHERE id = $10 RETURNING *),
      person AS (
        INSERT INTO account.account
          (id, email, email_key, address_key, name, sealed_password_hash, sealing_key_id, created_at, language,
            verified_email)
        SELECT id, email, KEY_BEFORE, KEY, $11::text, $12::bytea, $13::text, $6::timestamptz, language, email
        FROM done WHERE IS_FREE
        ON CONFLICT DO NOTHING
        RETURNING id, NULL::uuid AS sid, false AS second_factor),
      """
      .replace("KEY_BEFORE", AddressSql.keyBefore("$14"))
      .replace("KEY", AddressSql.key("$14"))
      .replace("IS_FREE", AddressSql.isFree("$14"))
      + PgLoginStore.OPENED);

  /** @param id that of the future account */
  record Unconfirmed(UUID id, String email, String name) {
    static Unconfirmed of(Row row) {
      return new Unconfirmed(row.getUUID("id"), row.getString("email"), row.getString("name"));
    }
  }

  private final Pool pool;

  public PgUnconfirmedStore(Pool pool) {
    this.pool = pool;
  }

  /** @param hash matches no password; only an earlier version looks at it, before it completes a sign-up */
  public Future<Void> put(
      UUID operationId, EmailAddress email, String name, Sealed hash, Instant now, RequestInfo requestInfo) {
    return pool.preparedQuery(PUT)
        .execute(Tuple.from(new Object[] {
          operationId, email.text(), AddressSql.parameter(email), name, Buffer.buffer(hash.bytes()), hash.keyId(),
          Sql.utc(now), Sql.nullable(requestInfo.language()), ClientNetwork.told(requestInfo.address()),
          requestInfo.userAgent()}))
        .mapEmpty();
  }

  Future<Optional<Unconfirmed>> find(Buffer[] link, Instant now) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(link, Sql.utc(now.minus(MailedLinkKind.SIGN_UP.life()))))
        .map(rows -> Sql.first(rows).map(Unconfirmed::of));
  }

  /** Makes the account and opens a session; false: an account has the email address by now, or the sign-up is gone. */
  Future<Boolean> complete(UUID id, EmailAddress email, String name, Sealed hash, NewSession session) {
    return pool.preparedQuery(COMPLETE.text(session.tokenHashes()))
        .execute(Tuple.from(session.parameters(
            id, name, Buffer.buffer(hash.bytes()), hash.keyId(), AddressSql.parameter(email))))
        .map(rows -> rows.size() == 1);
  }
}
