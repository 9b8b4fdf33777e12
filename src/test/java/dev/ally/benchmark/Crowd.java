package dev.ally.benchmark;

import dev.ally.account.AccountRows;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.PasswordHash;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import dev.ally.database.embedded.OwnPostgres;
import dev.ally.harness.SimulatedUser;
import dev.ally.totp.AuthenticatorRows;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Thousands of people with a second factor, and millions of rows of others, written into the tables as they are. */
final class Crowd {
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final String ACCOUNT = """
      INSERT INTO account.account (id, email, email_key, name, sealed_password_hash, sealing_key_id, created_at)
      VALUES (?, ?, ?, 'Ada Lovelace', ?, ?, now())""";

  private static final String AUTHENTICATOR = """
      INSERT INTO totp.authenticator (id, account_id, sealed_key, sealing_key_id, algorithm, digits, period_seconds,
        last_step, confirmed_at, last_used_at)
      VALUES (?, ?, ?, ?, 'SHA1', 6, 30, 0, now(), now())""";

  /** People who are only there: their hashes open nothing. */
  private static final String OTHERS = """
      INSERT INTO account.account
        (id, email, email_key, address_key, name, sealed_password_hash, sealing_key_id, created_at)
      SELECT gen_random_uuid(), 'other' || n || '@example.org', 'other' || n || '@example.org',
        'other' || n || '@example.org', 'Somebody Else',
        sealed_password_hash, sealing_key_id, created_at
      FROM generate_series(1, %d) n, (SELECT * FROM account.account LIMIT 1) model""";

  private static final String OTHERS_AUTHENTICATORS = """
      INSERT INTO totp.authenticator (id, account_id, sealed_key, sealing_key_id, algorithm, digits, period_seconds,
        last_step, confirmed_at, last_used_at)
      SELECT gen_random_uuid(), a.id, sealed_key, model.sealing_key_id, algorithm, digits, period_seconds,
        last_step, confirmed_at, last_used_at
      FROM account.account a, (SELECT * FROM totp.authenticator LIMIT 1) model WHERE a.name = 'Somebody Else'""";

  private static final String SESSIONS = """
      INSERT INTO account.session (token_hash, id, account_id, address, user_agent, created_at, last_seen_at)
      SELECT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), gen_random_uuid(), id, '192.0.2.1',
        'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', now(), now()
      FROM account.account, generate_series(1, %d) WHERE name = 'Somebody Else'""";

  private static final String OTHER_CLIENTS = """
      INSERT INTO oidc.client (id, definition, changed_at)
      SELECT 'other' || n, replace(definition, '"' || id || '"', '"other' || n || '"'), changed_at
      FROM generate_series(0, %d) n, (SELECT * FROM oidc.client WHERE id = '%s') model""";

  /** Five of each account, with refresh tokens that nobody has. */
  private static final String OTHER_GRANTS = """
      INSERT INTO oidc.application_grant (id, client_id, account_id, sid, login_id, generation, auth_time, second_factor,
        acr, scopes, id_token_claims, user_info_claims, nonce, redirect_uri, code_challenge, code_hash, made_at,
        redeemed_by, redeemed_at, offline, ends_with_session, refresh_number, refresh_hash, refreshed_at, kept_until)
      SELECT gen_random_uuid(), 'other' || n %% %d, md5((n / 5)::text)::uuid, gen_random_uuid(), gen_random_uuid(),
        generation, auth_time, second_factor, acr, scopes, id_token_claims, user_info_claims, nonce, redirect_uri,
        code_challenge, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), made_at, gen_random_uuid(),
        redeemed_at, offline, ends_with_session, refresh_number,
        uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), refreshed_at, kept_until
      FROM generate_series(1, %d) n,
        (SELECT * FROM oidc.application_grant WHERE refresh_hash IS NOT NULL LIMIT 1) model""";

  private final OwnPostgres postgres;
  private final Keyring accountKeys;
  private final Keyring totpKeys;

  Crowd(OwnPostgres postgres, Keyring accountKeys, Keyring totpKeys) {
    this.postgres = postgres;
    this.accountKeys = accountKeys;
    this.totpKeys = totpKeys;
  }

  List<SimulatedUser> make(int count, PasswordHash hash) throws SQLException {
    // Whose salt it is makes no difference to what comparing costs.
    String hashed = hash.hash(Secret.of(SimulatedUser.PASSWORD), RANDOM);
    List<SimulatedUser> people = new ArrayList<>();
    try (Connection connection = postgres.connect()) {
      connection.setAutoCommit(false);
      register(connection, "account", accountKeys);
      register(connection, "totp", totpKeys);
      try (PreparedStatement accounts = connection.prepareStatement(ACCOUNT);
          PreparedStatement authenticators = connection.prepareStatement(AUTHENTICATOR)) {
        for (int i = 0; i < count; i++) {
          people.add(make("person" + i + "@example.org", hashed, accounts, authenticators));
        }
        accounts.executeBatch();
        authenticators.executeBatch();
      }
      connection.commit();
    }
    analyze();
    return people;
  }

  /** Accounts that nobody logs in to, so many, and so many sessions of each. */
  void makeOthers(int accounts, int sessionsOfEach) throws SQLException {
    try (Connection connection = postgres.connect(); Statement statement = connection.createStatement()) {
      // What a foreign key would look up is there: millions of look-ups less.
      statement.execute("SET session_replication_role = replica");
      statement.execute("SET maintenance_work_mem = '1GB'");
      fill(statement, "account.account", OTHERS.formatted(accounts));
      fill(statement, "totp.authenticator", OTHERS_AUTHENTICATORS);
      fill(statement, "account.session", SESSIONS.formatted(sessionsOfEach));
    }
    analyze();
  }

  /**
   * Applications that nobody logs in to, and what they were given.
   *
   * @param model the id of a client that has been given a refresh token
   */
  void makeGrants(int clients, int grants, String model) throws SQLException {
    try (Connection connection = postgres.connect(); Statement statement = connection.createStatement()) {
      statement.execute("SET maintenance_work_mem = '1GB'");
      fill(statement, "oidc.client", OTHER_CLIENTS.formatted(clients - 1, model));
      fill(statement, "oidc.application_grant", OTHER_GRANTS.formatted(clients, grants));
    }
    analyze();
  }

  /** Without the table's indexes, which are made anew afterwards: in a tenth of the time. */
  private static void fill(Statement statement, String table, String rows) throws SQLException {
    String ready = "UPDATE pg_index SET indisready = %s WHERE indrelid = '" + table + "'::regclass";
    statement.execute(ready.formatted(false));
    statement.execute(rows);
    statement.execute(ready.formatted(true));
    statement.execute("REINDEX TABLE " + table);
  }

  private void analyze() throws SQLException {
    try (Connection connection = postgres.connect(); Statement statement = connection.createStatement()) {
      statement.execute("VACUUM ANALYZE");
      statement.execute("CHECKPOINT");
    }
  }

  private static void register(Connection connection, String schema, Keyring keys) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO " + schema + ".sealing_key VALUES ('" + keys.sealingId() + "', now())");
    }
  }

  private SimulatedUser make(String email, String hash, PreparedStatement accounts, PreparedStatement authenticators)
      throws SQLException {
    UUID accountId = UUID.randomUUID();
    Sealed password = AccountRows.sealed(accountKeys, RANDOM, accountId, hash);
    accounts.setObject(1, accountId);
    accounts.setString(2, email);
    accounts.setString(3, email);
    accounts.setBytes(4, password.bytes());
    accounts.setString(5, password.keyId());
    accounts.addBatch();
    UUID authenticatorId = UUID.randomUUID();
    AuthenticatorRows.Linked linked = AuthenticatorRows.linked(totpKeys, RANDOM, accountId, authenticatorId);
    authenticators.setObject(1, authenticatorId);
    authenticators.setObject(2, accountId);
    authenticators.setBytes(3, linked.sealedKey().bytes());
    authenticators.setString(4, linked.sealedKey().keyId());
    authenticators.addBatch();
    SimulatedUser user = Visit.user(email);
    user.app = linked.app();
    return user;
  }
}
