package dev.ally.account.mailed;

import dev.ally.account.person.AddressSql;
import dev.ally.account.person.RequestedEmail;
import dev.ally.config.Limit;
import dev.ally.contract.account.ActivityKind;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Emails that are to be sent, in PostgreSQL; the table {@code letter} holds them. Taking an email makes it due again
 * after a wait that grows with each attempt; it is deleted once it was sent. So it is sent at least once, and by one
 * node at a time.
 */
public final class PgOutboxStore {
  /**
   * Takes some emails. An email about an account goes to the address of that account, never to the address that was
   * typed. Which are taken is found once, as an array: a subquery may be run for each row, and then takes more. Accounts
   * and activities are found by their keys, however few there were when this was planned.
   *
   * <p>$1 now, $2 and $3 the first and the longest wait in seconds, $4 the latest time of a wrong code that is due,
   * $5 how many.
   */
  private static final String TAKE = """
      WITH taken AS (
        UPDATE account.letter SET
          tries = tries + 1,
          due_at = $1::timestamptz + least($3::float8, $2::float8 * 2 ^ least(tries, 20)) * interval '1 second'
        WHERE id = ANY (ARRAY(
          SELECT id FROM account.letter
          WHERE due_at <= $1::timestamptz AND (kind <> 'CODE_WRONG' OR made_at <= $4::timestamptz)
          ORDER BY due_at LIMIT $5::int
          FOR UPDATE SKIP LOCKED))
        RETURNING *)
      SELECT t.*, a.id AS owner_id, a.name AS owner_name, a.password_version,
        coalesce(x.address, t.requested_from) AS network, coalesce(x.user_agent, t.requested_by) AS client,
        coalesce(a.language, t.language) AS said_in, x.detail,
        CASE WHEN t.account_id IS NULL THEN coalesce(a.email, t.address) ELSE coalesce(t.address, a.email) END AS goes_to,
        a.address_key <> lower(a.email COLLATE "C") AND EXISTS (
          SELECT FROM account.account o WHERE o.address_key = a.address_key AND o.id <> a.id)
          AS mailbox_of_another,
        EXISTS (
          SELECT FROM account.activity l
          WHERE l.account_id = x.account_id AND l.id > x.id AND l.what IN ('LOGIN_CODE', 'RECOVERY_CODE_USED')
            AND l.address = x.address)
          AS came_in
      FROM taken t
      LEFT JOIN LATERAL (
        SELECT * FROM account.account WHERE id = CASE
          WHEN t.account_id IS NOT NULL THEN t.account_id
          WHEN t.address_key IS NULL THEN (SELECT id FROM account.account WHERE email_key = t.email_key)
          ELSE ACCOUNT_OF END
        LIMIT 1) a ON true
      LEFT JOIN LATERAL (
        SELECT * FROM account.activity WHERE account_id = t.account_id AND id = t.activity_id LIMIT 1) x ON true
      ORDER BY t.made_at"""
      .replace("ACCOUNT_OF", AddressSql.accountOf("ARRAY[t.address_key, t.email_key]"));

  private static final String SENT = "DELETE FROM account.letter WHERE id = $1";

  /**
   * $1 before which notifications are given up, $2 before which other emails are. That of a deletion outlives the
   * activity with its account.
   */
  private static final String GIVE_UP = """
      DELETE FROM account.letter
      WHERE made_at <= CASE WHEN activity_id IS NULL AND kind <> 'ACCOUNT_DELETED' THEN $2::timestamptz ELSE $1::timestamptz END""";

  private static final int AT_ONCE = 20;

  /**
   * An email that this node is to send.
   *
   * @param kind a {@link RequestedEmail}, the activity that it is a notification of, or ACCOUNT_DELETED
   * @param owner the account that it is about; empty: there is none with the address
   * @param address where it goes; empty: it is not sent
   * @param mailboxOfAnother whether another account has the same address, and this one is not stored in ASCII
   * @param at when it was requested or the activity happened
   * @param network the client's address, or of a request that tells of no activity its network; empty: unknown
   * @param userAgent the client's header; empty: unknown
   * @param tries how often it was taken, this time included
   * @param detail the name of the application that it is about; mostly empty
   * @param language the tag of the owner's language, or of the request's; empty: not known
   * @param cameIn whether a client from the same address logged in afterwards, with a code
   */
  record Due(
      UUID id, String kind, Optional<Owner> owner, Optional<String> address, Optional<Long> activityId,
      Optional<UUID> signUpId, Optional<UUID> emailChangeId, Instant at, Optional<String> network,
      Optional<String> userAgent, int tries,
      boolean cameIn, boolean mailboxOfAnother, String language, String detail) {
    public static Due of(Row row) {
      Optional<Owner> owner = Optional.ofNullable(row.getUUID("owner_id")).map(id ->
          new Owner(id, row.getString("owner_name"), row.getInteger("password_version")));
      return new Due(
          row.getUUID("id"), row.getString("kind"), owner,
          Optional.ofNullable(row.getString("goes_to")),
          Optional.ofNullable(row.getLong("activity_id")), Optional.ofNullable(row.getUUID("sign_up_id")),
          Optional.ofNullable(row.getUUID("email_change_id")),
          Sql.instant(row, "made_at").orElseThrow(),
          Optional.ofNullable(row.getString("network")).filter(network -> !network.isEmpty()),
          Optional.ofNullable(row.getString("client")).filter(header -> !header.isEmpty()),
          row.getInteger("tries"), row.getBoolean("came_in"),
          Boolean.TRUE.equals(row.getBoolean("mailbox_of_another")), Sql.text(row, "said_in"),
          Sql.text(row, "detail"));
    }

    /** Empty: it is a notification. */
    Optional<RequestedEmail> requested() {
      return Arrays.stream(RequestedEmail.values()).filter(email -> email.name().equals(kind)).findFirst();
    }

    boolean tellsOf(ActivityKind activity) {
      return activity.name().equals(kind);
    }
  }

  record Owner(UUID accountId, String name, int passwordVersion) {}

  private final Pool pool;

  public PgOutboxStore(Pool pool) {
    this.pool = pool;
  }

  Future<List<Due>> take(Instant now) {
    return pool.preparedQuery(TAKE)
        .execute(Tuple.of(
            Sql.utc(now), (double) Limit.FIRST_RETRY.duration().toSeconds(),
            (double) Limit.LONGEST_RETRY.duration().toSeconds(),
            Sql.utc(now.minus(Limit.WRONG_CODES_DELAY.duration())), AT_ONCE))
        .map(rows -> Sql.all(rows, Due::of));
  }

  Future<Void> sent(UUID id) {
    return pool.preparedQuery(SENT).execute(Tuple.of(id)).mapEmpty();
  }

  /** Deletes emails that were tried for too long. Returns how many. */
  Future<Integer> giveUp(Instant now) {
    return pool.preparedQuery(GIVE_UP)
        .execute(Tuple.of(Sql.utc(now.minus(Limit.NOTICE_LIFE.duration())),
            Sql.utc(now.minus(Limit.ASKED_LIFE.duration()))))
        .map(rows -> rows.rowCount());
  }
}
