package dev.ally.account.profile;

import dev.ally.contract.account.ExportData.ApplicationLogin;
import dev.ally.contract.account.ExportData.EmailChange;
import dev.ally.contract.account.ExportData.WaitingEmail;
import dev.ally.contract.account.RequestInfo;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** What the schema {@code account} keeps about a person beside sessions and activity, in PostgreSQL. */
public final class PgDataStore {
  private static final String ACCOUNT = """
      SELECT a.created_at, e.email, e.asked_at, u.acts_at FROM account.account a
      LEFT JOIN account.email_change e ON e.account_id = a.id
      LEFT JOIN account.waiting_undo u ON u.account_id = a.id
      WHERE a.id = $1""";

  private static final String BROWSERS =
      "SELECT last_login_at FROM account.known_browser WHERE account_id = $1 ORDER BY last_login_at DESC LIMIT $2";

  private static final String GROUPS = "SELECT name FROM account.account_group WHERE account_id = $1 LIMIT $2";

  private static final String APPLICATIONS = """
      SELECT application, at FROM account.application_note
      WHERE account_id = $1 AND event = 'APPLICATION_LOGIN' ORDER BY at DESC LIMIT $2""";

  private static final String EMAILS =
      "SELECT kind, made_at FROM account.letter WHERE account_id = $1 ORDER BY made_at DESC LIMIT $2";

  /**
   * A repeated question within the minute notes nothing more. $1 account, $2 now, $3 address and request
   * id, $4 user agent.
   */
  private static final String NOTE = """
      INSERT INTO account.activity (account_id, at, what, address, request, user_agent)
      SELECT id, $2::timestamptz, 'DATA_DOWNLOADED', ($3::text[])[1], ($3::text[])[2], $4 FROM account.account
      WHERE id = $1 AND NOT EXISTS (
        SELECT FROM account.activity
        WHERE account_id = $1 AND what = 'DATA_DOWNLOADED' AND at > $2::timestamptz - interval '1 minute')""";

  /** More than a person has of any. */
  private static final int MOST = 1_000;

  /** What is known of an account here. */
  record Known(
      Instant since, Optional<EmailChange> emailChange, Optional<Instant> undoAt, List<Instant> knownBrowsers,
      List<WaitingEmail> emails, Set<String> groups, List<ApplicationLogin> applications) {}

  private final Pool pool;

  public PgDataStore(Pool pool) {
    this.pool = pool;
  }

  /** Fails if there is no such account. */
  Future<Known> find(UUID accountId) {
    var account = pool.preparedQuery(ACCOUNT).execute(Tuple.of(accountId));
    var browsers = pool.preparedQuery(BROWSERS).execute(Tuple.of(accountId, MOST));
    var emails = pool.preparedQuery(EMAILS).execute(Tuple.of(accountId, MOST));
    var groups = pool.preparedQuery(GROUPS).execute(Tuple.of(accountId, MOST));
    var applications = pool.preparedQuery(APPLICATIONS).execute(Tuple.of(accountId, MOST));
    return Future.all(account, browsers, emails, groups, applications).map(all -> {
      Row row = Sql.first(account.result()).orElseThrow();
      return new Known(
          Sql.instant(row, "created_at").orElseThrow(),
          Sql.instant(row, "asked_at").map(asked -> new EmailChange(row.getString("email"), asked)),
          Sql.instant(row, "acts_at"),
          list(browsers.result(), browser -> Sql.instant(browser, "last_login_at").orElseThrow()),
          list(emails.result(), email ->
              new WaitingEmail(email.getString("kind"), Sql.instant(email, "made_at").orElseThrow())),
          Set.copyOf(list(groups.result(), group -> group.getString("name"))),
          list(applications.result(), application -> new ApplicationLogin(
              application.getString("application"), Sql.instant(application, "at").orElseThrow())));
    });
  }

  /** Records that the data was downloaded. */
  Future<Void> note(UUID accountId, RequestInfo requestInfo, Instant now) {
    return pool.preparedQuery(NOTE)
        .execute(Tuple.of(accountId, Sql.utc(now), requestInfo.source(), requestInfo.userAgent()))
        .mapEmpty();
  }

  private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> read) {
    return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
  }
}
