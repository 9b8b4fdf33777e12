package dev.ally.account.person;

import dev.ally.account.rules.EmailAddress;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Sealed;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Accounts, in PostgreSQL. */
public final class PgAccountStore {
  /** $8 whether the person is mailed a link to the first password. */
  private static final String CREATE = """
      WITH made AS (
        INSERT INTO account.account
          (id, email, email_key, address_key, name, sealed_password_hash, sealing_key_id, created_at)
        SELECT $1::uuid, $2::text, KEY_BEFORE, KEY, $4::text, $5::bytea, $6::text, $7::timestamptz WHERE IS_FREE
        ON CONFLICT DO NOTHING
        RETURNING id),
      invited AS (
        INSERT INTO account.letter (id, kind, account_id, made_at, due_at)
        SELECT id, 'INVITED', id, $7::timestamptz, $7::timestamptz FROM made WHERE $8),
      noted AS (
        INSERT INTO account.activity (account_id, at, what, actor)
        SELECT id, $7::timestamptz, 'RESET_LINK_MAILED', 'operator' FROM made WHERE $8)
      INSERT INTO account.event (id, at, what, account_id, actor)
      SELECT id, $7::timestamptz, 'ACCOUNT_CREATED', id, 'operator' FROM made"""
      .replace("KEY_BEFORE", AddressSql.keyBefore("$3"))
      .replace("KEY", AddressSql.key("$3"))
      .replace("IS_FREE", AddressSql.isFree("$3"));

  private static final String IS_ID_OF =
      "SELECT FROM account.account WHERE id = $1 AND id = " + AddressSql.accountOf("$2");

  private static final String VERSIONS =
      "SELECT id, password_version, factor_version, open_intent FROM account.account WHERE id = $1";

  private static final String FIND = """
      SELECT id, password_version, factor_version, open_intent FROM account.account WHERE id = ACCOUNT_OF"""
      .replace("ACCOUNT_OF", AddressSql.accountOf("$1"));

  private static final String REHASH = """
      UPDATE account.account SET sealed_password_hash = $3, sealing_key_id = $4, foreign_hash = NULL
      WHERE id = $1 AND password_version = $2""";

  /** $1 account, $2 name, $3 now, $4 address and request id, $5 user agent. */
  private static final String RENAME = """
      WITH renamed AS (
        UPDATE account.account SET name = $2 WHERE id = $1 AND name <> $2
        RETURNING id)
      INSERT INTO account.activity (account_id, at, what, address, request, user_agent)
      SELECT id, $3, 'NAME_CHANGED', ($4::text[])[1], ($4::text[])[2], $5 FROM renamed""";

  private static final String CHOOSE_LANGUAGE = "UPDATE account.account SET language = $2 WHERE id = $1";

  /**
   * The versions that a login began with; it completes only while they are the same.
   *
   * @param openIntent the switch of two-factor in progress; nobody can log in meanwhile
   */
  public record Versions(UUID accountId, int passwordVersion, int factorVersion, Optional<UUID> openIntent) {
    public static Versions of(Row row) {
      return new Versions(
          row.getUUID("id"),
          row.getInteger("password_version"),
          row.getInteger("factor_version"),
          Optional.ofNullable(row.getUUID("open_intent")));
    }
  }

  private final Pool pool;

  public PgAccountStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * Makes an account with the operation's id; false: the email address has an account already. Repeating it has no
   * effect.
   */
  public Future<Boolean> create(UUID operationId, EmailAddress email, String name, Sealed hash, Instant now) {
    return invite(operationId, email, name, hash, now, false);
  }

  /**
   * As {@link #create}, for a person who chooses the first password.
   *
   * @param mailed whether a link to it is mailed
   */
  public Future<Boolean> invite(
      UUID operationId, EmailAddress email, String name, Sealed hash, Instant now, boolean mailed) {
    return pool.preparedQuery(CREATE)
        .execute(Tuple.from(new Object[] {
          operationId, email.text(), AddressSql.parameter(email), name, Buffer.buffer(hash.bytes()), hash.keyId(),
          Sql.utc(now), mailed}))
        .compose(created -> created.rowCount() == 1
            ? Future.succeededFuture(true)
            : pool.preparedQuery(IS_ID_OF)
                .execute(Tuple.of(operationId, (Object) AddressSql.parameter(email)))
                .map(rows -> rows.size() == 1));
  }

  public Future<Optional<Versions>> versions(UUID accountId) {
    return pool.preparedQuery(VERSIONS).execute(Tuple.of(accountId)).map(PgAccountStore::first);
  }

  public Future<Optional<Versions>> find(EmailAddress email) {
    return pool.preparedQuery(FIND).execute(Tuple.of((Object) AddressSql.parameter(email))).map(PgAccountStore::first);
  }

  /** Replaces the hash of the same password, unless the password was changed in the meantime. */
  public Future<Void> rehash(Versions versions, Sealed hash) {
    return pool.preparedQuery(REHASH)
        .execute(Tuple.of(
            versions.accountId(), versions.passwordVersion(), Buffer.buffer(hash.bytes()), hash.keyId()))
        .mapEmpty();
  }

  /** Changes an account's name and records that; does nothing if it has that name. */
  public Future<Void> rename(UUID accountId, String name, RequestInfo requestInfo, Instant now) {
    return pool.preparedQuery(RENAME)
        .execute(Tuple.of(accountId, name, Sql.utc(now), requestInfo.source(), requestInfo.userAgent()))
        .mapEmpty();
  }

  public Future<Void> chooseLanguage(UUID accountId, String language) {
    return pool.preparedQuery(CHOOSE_LANGUAGE).execute(Tuple.of(accountId, language)).mapEmpty();
  }

  private static Optional<Versions> first(RowSet<Row> rows) {
    return Sql.first(rows).map(Versions::of);
  }
}
