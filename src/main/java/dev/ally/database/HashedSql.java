package dev.ally.database;

import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A statement that finds rows by the keyed hashes of a token, one for each key that may have stored it. Where the SQL
 * has {@code IN (EACH $1)}, the text lists each hash separately, so there is one text for each number of keys.
 *
 * <p>PostgreSQL assumes that an array has ten elements. While the tables of sessions and pending logins are small, it
 * then prefers to scan a whole index over ten lookups, and keeps doing so under load until the next analyze. For the
 * same reason rows are found by their hash alone, before other conditions are checked.
 */
public final class HashedSql {
  private static final Pattern EACH = Pattern.compile("EACH (\\$\\d+)");

  private final String sql;
  private final Map<Integer, String> texts = new ConcurrentHashMap<>();

  public HashedSql(String sql) {
    this.sql = sql;
  }

  /**
   * The text for tokens with this number of hashes. Missing elements of a shorter array are null, which finds nothing.
   */
  public String text(Buffer[] hashes) {
    return texts.computeIfAbsent(Math.max(1, hashes.length), this::make);
  }

  private String make(int keys) {
    return EACH.matcher(sql).replaceAll(each -> IntStream.rangeClosed(1, keys)
        .mapToObj(index -> "(\\" + each.group(1) + "::bytea[])[" + index + "]")
        .collect(Collectors.joining(", ")));
  }
}
