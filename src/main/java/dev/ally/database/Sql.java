package dev.ally.database;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Reads and writes rows and instants. */
public final class Sql {
  /** SQLSTATE, PostgreSQL's Appendix A. */
  private static final String UNIQUE_VIOLATION = "23505";

  private Sql() {}

  public static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  public static Optional<Instant> instant(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }

  /** The text; an empty one for null. */
  public static String text(Row row, String column) {
    return Optional.ofNullable(row.getString(column)).orElse("");
  }

  /** The text; null for an empty one. */
  public static String nullable(String text) {
    return text.isEmpty() ? null : text;
  }

  public static Optional<Row> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
  }

  /** What each row is, in the order of the rows. */
  public static <T> List<T> all(RowSet<Row> rows, Function<Row, T> value) {
    return rows.stream().map(value).toList();
  }

  /** The values of many rows that one statement takes, as an array. */
  public static <T, C> C[] column(List<T> rows, IntFunction<C[]> array, Function<T, C> value) {
    return rows.stream().map(value).toArray(array);
  }

  /** Whether a statement failed because another row has what must be unique. */
  public static boolean isUniqueViolation(Throwable failure) {
    return failure instanceof PgException refused && UNIQUE_VIOLATION.equals(refused.getSqlState());
  }
}
