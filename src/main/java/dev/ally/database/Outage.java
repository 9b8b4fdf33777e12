package dev.ally.database;

import dev.ally.bus.Unavailable;
import dev.ally.config.PostgresLogin;
import io.netty.handler.timeout.ReadTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Distinguishes an outage of the database, after which a retry is right, from a defect. An outage is a database that is
 * unreachable, stopping or out of resources.
 */
public final class Outage {
  /** When to retry. */
  public static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

  /** "read_only_sql_transaction": sent by a standby, or where {@code default_transaction_read_only} is on. */
  static final String READ_ONLY = "25006";

  /** "query_canceled": where {@code statement_timeout} is set, or by an administrator. */
  private static final String QUERY_CANCELED = "57014";

  /** "serialization_failure" and "deadlock_detected": the server rolled the transaction back in favour of another. */
  private static final Set<String> STATES_UNDONE = Set.of("40001", "40P01");

  /** Connection exceptions, insufficient resources, operator intervention: PostgreSQL's appendix A. */
  private static final Set<String> CLASSES_AWAY = Set.of("08", "53", "57");

  /**
   * Single states of other classes: 25P03 a transaction was idle for too long, 55P03 a lock was not free in time, 58000
   * and 58030 the server's disk failed.
   */
  private static final Set<String> STATES_AWAY =
      Set.of(READ_ONLY, "25P03", "55P03", "58000", "58030");

  private static final String NO_CONNECTION_FREE = "Timeout waiting for connection";

  /** Messages of exceptions of vertx-sql-client that have no type of their own. */
  private static final Set<String> MESSAGES_AWAY = Set.of(
      "Timeout",
      NO_CONNECTION_FREE,
      "Pool closed",
      "Client is closed",
      "Connection was closed",
      "Pending requests failed to be sent due to connection has been closed.");
  private static final String NOT_ACTIVE = "Connection is not active now";

  private static final long QUIET_NANOS = Duration.ofSeconds(5).toNanos();

  /** Of which one line is logged in a while: connections that break must not hide what an operator has to mend. */
  private enum Kind {
    AWAY("The database is away"),
    READ_ONLY("The database is away"),
    CANCELLED("PostgreSQL cancelled a statement"),
    NO_CONNECTION("No connection to the database was free or could be made");

    private final String text;
    private final AtomicLong loudAgain = new AtomicLong(System.nanoTime());

    Kind(String text) {
      this.text = text;
    }

    static Kind of(Throwable failure) {
      return isReadOnly(failure) ? READ_ONLY
          : hasState(failure, Set.of(QUERY_CANCELED)) ? CANCELLED
          : NO_CONNECTION_FREE.equals(failure.getMessage()) ? NO_CONNECTION : AWAY;
    }
  }

  private Outage() {}

  /** The same answer, with an outage as {@link Unavailable}, which {@code web} answers with 503. */
  public static <T> Future<T> unavailableWhenAway(Future<T> answer) {
    return answer.recover(failure -> {
      if (!isOutage(failure)) {
        return Future.failedFuture(failure);
      }
      warn(failure);
      return Future.failedFuture(
          new Unavailable(isReadOnly(failure) ? "the database is read-only" : "the database is away", RETRY_AFTER));
    });
  }

  /** Logs an outage, at most once in a while; for any other failure runs {@code otherwise}. */
  public static void orElse(Throwable failure, Runnable otherwise) {
    if (isOutage(failure)) {
      warn(failure);
    } else {
      otherwise.run();
    }
  }

  /** Whether a retry is right. */
  public static boolean isOutage(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (isAway(cause)) {
        return true;
      }
    }
    return false;
  }

  /** The message of {@link #READ_ONLY} for an operator. */
  static String readOnly(PostgresLogin login) {
    return "PostgreSQL at " + login.host() + ":" + login.port() + " takes no writes: it is a standby, or"
        + " default_transaction_read_only is on";
  }

  /** Whether the server reported that it accepts no writes. */
  static boolean isReadOnly(Throwable failure) {
    return hasState(failure, Set.of(READ_ONLY));
  }

  /** Whether the server rolled the transaction back in favour of another, so that a retry may succeed. */
  static boolean isUndone(Throwable failure) {
    return hasState(failure, STATES_UNDONE);
  }

  private static boolean hasState(Throwable failure, Set<String> states) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PgException refusal && refusal.getSqlState() != null) {
        return states.contains(refusal.getSqlState());
      }
    }
    return false;
  }

  private static boolean isAway(Throwable failure) {
    if (failure instanceof PgException refusal) {
      return isAway(refusal.getSqlState());
    }
    return failure instanceof IOException
        || failure instanceof TimeoutException
        || failure instanceof ReadTimeoutException
        || failure instanceof ConnectionPoolTooBusyException
        || failure instanceof ClosedConnectionException
        || saysAway(failure.getMessage());
  }

  private static boolean isAway(String sqlState) {
    return sqlState != null
        && sqlState.length() == 5
        && (CLASSES_AWAY.contains(sqlState.substring(0, 2)) || STATES_AWAY.contains(sqlState)
            || STATES_UNDONE.contains(sqlState));
  }

  private static boolean saysAway(String message) {
    return message != null && (MESSAGES_AWAY.contains(message) || message.startsWith(NOT_ACTIVE));
  }

  /**
   * Logs one line of each kind in five seconds, however many failures there are, so that an outage under load does not
   * fill the disk.
   */
  private static void warn(Throwable failure) {
    Kind kind = Kind.of(failure);
    long now = System.nanoTime();
    long quietUntil = kind.loudAgain.get();
    if (now - quietUntil >= 0 && kind.loudAgain.compareAndSet(quietUntil, now + QUIET_NANOS)) {
      LOG.warn("{}: {}", kind.text, failure.getMessage());
    }
  }
}
