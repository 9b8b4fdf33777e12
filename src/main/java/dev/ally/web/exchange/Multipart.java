package dev.ally.web.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code multipart/form-data} (RFC 7578) strictly, as browsers write it: parts with a name each, none twice.
 * Anything else is {@link Refusal#MALFORMED}.
 */
public final class Multipart {
  private static final Pattern BOUNDARY =
      Pattern.compile("multipart/form-data\\s*;\\s*boundary=\"?([\\w'()+,./:=?-]{1,70})\"?", Pattern.CASE_INSENSITIVE);
  private static final Pattern NAME =
      Pattern.compile("content-disposition:\\s*form-data;\\s*name=\"([A-Za-z0-9_-]{1,40})\"", Pattern.CASE_INSENSITIVE);
  private static final int MOST_PARTS = 10;
  private static final int LONGEST_HEAD_BYTES = 2_048;

  private Multipart() {}

  /** The boundary between parts; empty when a body of this type has none. */
  public static Optional<String> boundary(String contentType) {
    Matcher matcher = BOUNDARY.matcher(contentType.strip());
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** The parts of a body, by name. */
  public static Map<String, byte[]> parse(byte[] body, String boundary) {
    byte[] delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
    Map<String, byte[]> parts = new LinkedHashMap<>();
    // The first delimiter has no line before it.
    int at = startsWith(body, 0, delimiter, 2) ? delimiter.length - 2 : refuse();
    while (!(at + 1 < body.length && body[at] == '-' && body[at + 1] == '-')) {
      int head = at + 1 < body.length && body[at] == '\r' && body[at + 1] == '\n' ? at + 2 : refuse();
      int headEnd = indexOf(body, "\r\n\r\n".getBytes(StandardCharsets.US_ASCII), head, head + LONGEST_HEAD_BYTES);
      int end = indexOf(body, delimiter, headEnd + 2, body.length);
      byte[] content = Arrays.copyOfRange(body, Math.min(headEnd + 4, end), end);
      String name = name(new String(body, head, headEnd - head, StandardCharsets.UTF_8));
      if (parts.size() == MOST_PARTS || parts.put(name, content) != null) {
        refuse();
      }
      at = end + delimiter.length;
    }
    return parts;
  }

  private static String name(String head) {
    return head.lines().map(NAME::matcher).filter(Matcher::lookingAt).findFirst().map(matcher -> matcher.group(1))
        .orElseThrow(() -> new Refused(Refusal.MALFORMED));
  }

  private static boolean startsWith(byte[] body, int at, byte[] wanted, int from) {
    int length = wanted.length - from;
    return at + length <= body.length && Arrays.equals(body, at, at + length, wanted, from, wanted.length);
  }

  private static int indexOf(byte[] body, byte[] wanted, int from, int before) {
    int last = Math.min(before, body.length) - wanted.length;
    for (int i = from; i <= last; i++) {
      if (body[i] == wanted[0] && startsWith(body, i, wanted, 0)) {
        return i;
      }
    }
    return refuse();
  }

  private static int refuse() {
    throw new Refused(Refusal.MALFORMED);
  }
}
