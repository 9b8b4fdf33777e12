package dev.ally.web.page;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Pages that differ only in the token of their forms. Each is rendered once, with a gap for the token, and filled in
 * for every request. The most recently requested pages are kept.
 */
final class Blanks {
  static final int KEPT = 64;
  /** No value contains this character: forms, addresses and headers with it are refused. */
  private static final String GAP = "\0";

  private final Map<Object, List<Buffer>> kept =
      Collections.synchronizedMap(new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, List<Buffer>> eldest) {
          return size() > KEPT;
        }
      });

  /**
   * The page with this token.
   *
   * @param page equal for pages that look alike
   * @param token of its forms, of characters that need no escaping
   * @param render makes the page with what it is given in the token's place
   */
  Future<Buffer> filled(Object page, String token, Function<String, Future<Buffer>> render) {
    List<Buffer> known = kept.get(page);
    Future<List<Buffer>> blank = known != null
        ? Future.succeededFuture(known)
        : render.apply(GAP).map(Blanks::cut).onSuccess(cut -> kept.put(page, cut));
    return blank.map(parts -> fill(parts, token));
  }

  private static List<Buffer> cut(Buffer page) {
    return Arrays.stream(page.toString(StandardCharsets.UTF_8).split(GAP, -1)).map(Buffer::buffer).toList();
  }

  private static Buffer fill(List<Buffer> parts, String token) {
    Buffer filled = Buffer.buffer(parts.stream().mapToInt(part -> part.length() + token.length()).sum());
    filled.appendBuffer(parts.get(0));
    parts.stream().skip(1).forEach(part -> filled.appendString(token).appendBuffer(part));
    return filled;
  }
}
