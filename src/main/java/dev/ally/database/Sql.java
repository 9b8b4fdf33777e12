package dev.ally.database;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Reads and writes rows and instants. */
public final class Sql {
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
}
