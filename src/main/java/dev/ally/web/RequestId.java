package dev.ally.web;

import dev.ally.web.guard.Mint;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The id of a request, by which its security events are found. A trusted proxy says it in {@code X-Request-Id} and logs
 * it too; a request of anybody else gets a new one, so that no client gives its requests the id of another's.
 */
final class RequestId {
  private static final String HEADER = "X-Request-Id";
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private RequestId() {}

  /** @param trusted whether the other end of the connection is a trusted proxy */
  static String of(MultiMap headers, boolean trusted, Mint mint) {
    List<String> said = trusted ? headers.getAll(HEADER) : List.of();
    return said.size() == 1 && VALID.matcher(said.get(0)).matches() ? said.get(0) : mint.operationId().toString();
  }
}
