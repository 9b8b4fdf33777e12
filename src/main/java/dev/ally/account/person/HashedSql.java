package dev.ally.account.person;

import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A statement that finds rows by the keyed hashes of a token, one for each key that may have stored it. Where it says
 * {@code IN (EACH $1)}, its text names each hash by itself, so that there is one text for each number of keys.
 *
 * <p>Of an array PostgreSQL expects ten elements. Among the few rows that sessions and pending logins have in a quiet hour
 * it would rather read a whole index than look into it ten times, and go on so in the next storm, until it has counted
 * them anew. For the same reason they are found by their hash alone, before anything else is asked of them.
 */
public final class HashedSql {
  private static final Pattern EACH = Pattern.compile("EACH (\\$\\d+)");

  private final String sql;
  private final Map<Integer, String> texts = new ConcurrentHashMap<>();

  public HashedSql(String sql) {
    this.sql = sql;
  }

  /** For tokens with as many hashes as this one has; an array that is shorter than that has nulls, which find nothing. */
  public String text(Buffer[] hashes) {
    return texts.computeIfAbsent(Math.max(1, hashes.length), this::make);
  }

  private String make(int keys) {
    return EACH.matcher(sql).replaceAll(each -> IntStream.rangeClosed(1, keys)
        .mapToObj(index -> "(\\" + each.group(1) + "::bytea[])[" + index + "]")
        .collect(Collectors.joining(", ")));
  }
}
