package dev.ally.account.transfer;

import dev.ally.account.person.AddressSql;
import dev.ally.contract.account.AccountFilter.Cursor;
import dev.ally.crypto.Sealed;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Accounts that are imported or exported, many by one statement, in PostgreSQL. */
public final class PgTransferStore {
  /**
   * Which of these addresses and ids are taken, and which addresses by an account of those. $1 addresses as they are
   * compared, $2 ids, $3 accounts.
   */
  private static final String TAKEN = """
      SELECT g.place::int AS place,
        EXISTS (SELECT FROM account.account WHERE address_key = g.key) AS address,
        EXISTS (SELECT FROM account.account WHERE id = g.id) AS id,
        EXISTS (SELECT FROM account.account WHERE address_key = g.key AND id = ANY ($3::uuid[])) AS own
      FROM unnest($1::text[], $2::uuid[]) WITH ORDINALITY AS g (key, id, place)""";

  /**
   * Makes the accounts whose addresses and ids are free. $1 ids, $2 addresses, $3 the same for comparison, $4 their
   * spellings, $5 names, $6 sealed hashes, $7 by which keys, $8 times, $9 languages, $10 locked, $11 with a second
   * factor, $12 kinds of hashes, $13 now, $14 accounts and $15 groups that they are in.
   */
  private static final String MAKE = """
      WITH given AS (
        SELECT *, ARRAY[key, spelling] AS address FROM unnest(
          $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::text[], $8::timestamptz[],
          $9::text[], $10::bool[], $11::bool[], $12::text[])
          AS g (id, email, key, spelling, name, hash, sealing_key_id, created_at, language, locked, two_factor, kind)),
      made AS (
        INSERT INTO account.account (id, email, email_key, address_key, name, sealed_password_hash, sealing_key_id,
          created_at, language, locked_at, two_factor, foreign_hash)
        SELECT g.id, g.email, KEY_BEFORE, g.key, g.name, g.hash, g.sealing_key_id, g.created_at, nullif(g.language, ''),
          CASE WHEN g.locked THEN $13::timestamptz END, g.two_factor, nullif(g.kind, '')
        FROM given g WHERE IS_FREE
        ON CONFLICT DO NOTHING
        RETURNING id),
      noted AS (
        INSERT INTO account.activity (account_id, at, what, actor)
        SELECT id, $13::timestamptz, 'ACCOUNT_IMPORTED', 'operator' FROM made),
      grouped AS (
        INSERT INTO account.account_group (account_id, name)
        SELECT m.id, g.name FROM unnest($14::uuid[], $15::text[]) AS g (account_id, name)
        JOIN made m ON m.id = g.account_id
        ON CONFLICT DO NOTHING)
      SELECT id FROM made"""
      .replace("KEY_BEFORE", AddressSql.keyBefore("g.address"))
      .replace("IS_FREE", AddressSql.isFree("g.address"));

  private static final String EXISTING = "SELECT id FROM account.account WHERE id = ANY ($1)";

  /** Whether people log in. $1 since when. */
  private static final String BUSY = """
      SELECT EXISTS (SELECT FROM account.session WHERE last_seen_at > $1)
        OR EXISTS (SELECT FROM account.password_budget WHERE charged_at > $1)
        OR EXISTS (SELECT FROM account.pending_login WHERE created_at > $1) AS busy""";

  /** $1 and $2 the account before, $3 how many. */
  private static final String EXPORT = """
      SELECT a.*, ARRAY(SELECT g.name FROM account.account_group g WHERE g.account_id = a.id ORDER BY g.name) AS groups
      FROM account.account a WHERE (address_key, address_twin) > ($1, $2)
      ORDER BY address_key, address_twin LIMIT $3""";

  static final int EXPORTED_AT_ONCE = 500;
  private static final Duration JUST_NOW = Duration.ofSeconds(3);

  /** @param sealed the hash of its password */
  record New(UUID id, ImportLine line, Sealed sealed) {}

  /** An account as it is exported. */
  record Stored(
      UUID id, String email, String name, Sealed hash, Instant createdAt, String language, boolean locked,
      Optional<Boolean> twoFactor, List<String> groups, Cursor cursor) {}

  /**
   * Whether an address and an id are taken.
   *
   * @param own whether the address is that of an account that was asked about
   */
  record Taken(boolean address, boolean id, boolean own) {}

  private final Pool pool;

  public PgTransferStore(Pool pool) {
    this.pool = pool;
  }

  /** In the order of the lines. */
  Future<List<Taken>> taken(List<ImportLine> lines, List<UUID> ids, Set<UUID> own) {
    return pool.preparedQuery(TAKEN)
        .execute(Tuple.of(
            Sql.column(lines, String[]::new, line -> line.email().key()), ids.toArray(UUID[]::new),
            own.toArray(UUID[]::new)))
        .map(rows -> {
          Taken[] taken = new Taken[lines.size()];
          rows.forEach(row -> taken[row.getInteger("place") - 1] =
              new Taken(row.getBoolean("address"), row.getBoolean("id"), row.getBoolean("own")));
          return List.of(taken);
        });
  }

  /** Returns those that were made. */
  Future<Set<UUID>> make(List<New> accounts, Instant now) {
    List<UUID> members = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    accounts.forEach(one -> one.line.groups().forEach(group -> {
      members.add(one.id);
      groups.add(group);
    }));
    return pool.preparedQuery(MAKE).execute(Tuple.from(new Object[] {
          Sql.column(accounts, UUID[]::new, New::id),
          Sql.column(accounts, String[]::new, one -> one.line.email().text()),
          Sql.column(accounts, String[]::new, one -> one.line.email().key()),
          Sql.column(accounts, String[]::new, one -> one.line.email().spelling()),
          Sql.column(accounts, String[]::new, one -> one.line.name()),
          Sql.column(accounts, Buffer[]::new, one -> Buffer.buffer(one.sealed.bytes())),
          Sql.column(accounts, String[]::new, one -> one.sealed.keyId()),
          Sql.column(accounts, OffsetDateTime[]::new, one -> Sql.utc(one.line.createdAt().orElse(now))),
          Sql.column(accounts, String[]::new, one -> one.line.language()),
          Sql.column(accounts, Boolean[]::new, one -> one.line.locked()),
          Sql.column(accounts, Boolean[]::new, one -> !one.line.authenticators().isEmpty()),
          Sql.column(accounts, String[]::new, one -> one.line.foreignKind()),
          Sql.utc(now), members.toArray(UUID[]::new), groups.toArray(String[]::new)}))
        .map(PgTransferStore::ids);
  }

  /** Those ids that an account has. */
  Future<Set<UUID>> existing(List<UUID> ids) {
    return pool.preparedQuery(EXISTING).execute(Tuple.of((Object) ids.toArray(UUID[]::new))).map(PgTransferStore::ids);
  }

  private static Set<UUID> ids(Iterable<Row> rows) {
    Set<UUID> ids = new HashSet<>();
    rows.forEach(row -> ids.add(row.getUUID("id")));
    return ids;
  }

  /** Whether somebody has logged in, or tried to, within the last seconds. */
  Future<Boolean> isBusy(Instant now) {
    return pool.preparedQuery(BUSY).execute(Tuple.of(Sql.utc(now.minus(JUST_NOW))))
        .map(rows -> rows.iterator().next().getBoolean("busy"));
  }

  Future<List<Stored>> export(Cursor after) {
    return pool.preparedQuery(EXPORT).execute(Tuple.of(after.afterKey(), after.afterTwin(), EXPORTED_AT_ONCE))
        .map(rows -> Sql.all(rows, PgTransferStore::stored));
  }

  private static Stored stored(Row row) {
    return new Stored(
        row.getUUID("id"), row.getString("email"), row.getString("name"),
        new Sealed(row.getString("sealing_key_id"), row.getBuffer("sealed_password_hash").getBytes()),
        Sql.instant(row, "created_at").orElseThrow(), Sql.text(row, "language"),
        row.getOffsetDateTime("locked_at") != null, Optional.ofNullable(row.getBoolean("two_factor")),
        List.of(row.getArrayOfStrings("groups")),
        new Cursor(row.getString("address_key"), row.getString("address_twin")));
  }
}
