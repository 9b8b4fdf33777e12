package dev.ally.account;

import dev.ally.account.person.PgHourStore;
import dev.ally.config.Limit;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.crypto.Keyring;
import dev.ally.database.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;

/**
 * Upkeep of the schema {@code account}: notes the key that seals, answers the readiness check, deletes expired rows.
 */
public final class PgUpkeep {
  private static final String USE_KEY =
      "INSERT INTO account.sealing_key (id, first_used_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
  /** Changes nothing, but fails where the database cannot be written, for example on a standby. */
  private static final String PING = "DELETE FROM account.sealing_key WHERE false";
  /** The schema's trigger knows this statement by its beginning, and writes no endings for expired sessions. */
  private static final String SWEEP_SESSIONS =
      "DELETE FROM account.session WHERE last_seen_at <= $1 OR created_at <= $2";
  private static final String SWEEP_PENDING = "DELETE FROM account.pending_login WHERE created_at <= $1";
  private static final String SWEEP_BROWSERS = "DELETE FROM account.known_browser WHERE last_login_at <= $1";
  private static final String SWEEP_INTENTS =
      "DELETE FROM account.intent WHERE outcome IS NOT NULL AND opened_at <= $1";

  private static final String SWEEP_ACTIVITY = "DELETE FROM account.activity WHERE at <= $1";
  private static final String SWEEP_APPLICATION_NOTES = "DELETE FROM account.application_note WHERE at <= $1";
  private static final String SWEEP_ENDINGS = "DELETE FROM account.ending WHERE at <= $1";
  private static final String SWEEP_EVENTS = "DELETE FROM account.event WHERE at <= $1";
  private static final String SWEEP_DELETIONS =
      "DELETE FROM account.deletion WHERE account_id IS NULL AND opened_at <= $1";

  private static final String SWEEP_HELP_DESK_ACTS = "DELETE FROM account.help_desk_act WHERE at <= $1";

  private static final String SWEEP_SIGN_UPS = "DELETE FROM account.sign_up_budget WHERE since <= $1";

  /**
   * Short series of wrong passwords are deleted sooner, because an email address without an account leaves a row too.
   * $1 before which short series are deleted, $2 before which all are, $3 the length of a long one.
   */
  private static final String SWEEP_BUDGETS = """
      DELETE FROM account.password_budget
      WHERE (charged_at <= $1 AND in_a_row < $3) OR charged_at <= $2""";

  /** The longest life of any kind of link decides. */
  private static final String SWEEP_LINKS = "DELETE FROM account.link WHERE made_at <= $1";
  private static final String SWEEP_UNCONFIRMED = "DELETE FROM account.sign_up WHERE made_at <= $1";

  /** Changes whose email is not sent any more and whose link no longer works. */
  private static final String SWEEP_EMAIL_CHANGES = "DELETE FROM account.email_change WHERE asked_at <= $1";

  /**
   * An attacker who makes four guesses in each period stays below the hundred in a month after which unrecognised
   * browsers need a link.
   */
  private static final Duration FEW_ARE_KEPT = Duration.ofHours(30);
  private static final Duration MANY_ARE_KEPT = Duration.ofDays(30);
  private static final Duration INTENTS_ARE_KEPT = Duration.ofDays(2);

  private final Pool pool;
  private final Duration activityLife;

  /** @param activityLife how long activity is kept */
  public PgUpkeep(Pool pool, Duration activityLife) {
    this.pool = pool;
    this.activityLife = activityLife;
  }

  /** Records the key that seals from now on, so that a start without this key is refused. */
  public Future<Void> useKey(Keyring keyring, Instant now) {
    return pool.preparedQuery(USE_KEY).execute(Tuple.of(keyring.sealingId(), Sql.utc(now))).mapEmpty();
  }

  /** Succeeds while the database answers and can be written. */
  Future<Void> ping() {
    return pool.query(PING).execute().mapEmpty();
  }

  /** Deletes expired rows. */
  public Future<Void> sweep(Instant now) {
    return delete(SWEEP_SESSIONS, before(now, Limit.SESSION_IDLE.duration()), before(now,
        Limit.SESSION_LIFE.duration()))
        .compose(done -> delete(SWEEP_PENDING, before(now, Limit.PENDING_LOGIN_LIFE.duration())))
        .compose(done -> delete(SWEEP_BROWSERS, before(now, Limit.KNOWN_BROWSER_LIFE.duration())))
        .compose(done -> delete(SWEEP_INTENTS, before(now, INTENTS_ARE_KEPT)))
        .compose(done -> delete(SWEEP_DELETIONS, before(now, INTENTS_ARE_KEPT)))
        .compose(done -> delete(SWEEP_HELP_DESK_ACTS, before(now, INTENTS_ARE_KEPT)))
        .compose(done -> delete(SWEEP_ACTIVITY, before(now, activityLife)))
        .compose(done -> delete(SWEEP_APPLICATION_NOTES, before(now, activityLife)))
        .compose(done -> delete(SWEEP_ENDINGS, before(now, Limit.ENDINGS_LIFE.duration())))
        .compose(done -> delete(SWEEP_EVENTS, before(now, Limit.EVENTS_LIFE.duration())))
        .compose(done -> delete(SWEEP_LINKS, before(now, MailedLinkKind.longestLife())))
        .compose(done -> delete(SWEEP_UNCONFIRMED, before(now, MailedLinkKind.SIGN_UP.life())))
        .compose(done -> delete(SWEEP_EMAIL_CHANGES, before(
            now, Limit.ASKED_LIFE.duration().plus(MailedLinkKind.EMAIL.life()))))
        .compose(done -> delete(SWEEP_SIGN_UPS, before(now, PgHourStore.WINDOW)))
        .compose(done -> delete(
            SWEEP_BUDGETS, before(now, FEW_ARE_KEPT), before(now, MANY_ARE_KEPT), Limit.PASSWORDS_BEFORE_WAIT.count()));
  }

  private Future<Void> delete(String sql, Object... parameters) {
    return pool.preparedQuery(sql).execute(Tuple.from(parameters)).mapEmpty();
  }

  private static Object before(Instant now, Duration age) {
    return Sql.utc(now.minus(age));
  }
}
