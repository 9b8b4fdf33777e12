package dev.ally.oidc.forward;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The paths of a client that need no login: each exact, or ending in {@code /*}, which stands for all below it.
 *
 * <p>They are compared with the path as it came, and servers read a path in different ways. So one that some of them
 * would take for another is never open: with dot segments (RFC 3986 §5.2.4), parameters (§3.3), empty segments,
 * backslashes, or an encoded character that would be one of these, perhaps once it was decoded again.
 */
record OpenPaths(List<String> paths) {
  private static final Pattern CHARACTERS = Pattern.compile("/[A-Za-z0-9._~!$&'()*+,=:@/%-]*");
  /**
   * An empty segment, or a percent sign that encodes nothing, or a dot, a slash, a percent sign, a semicolon, a
   * backslash or a control character.
   */
  private static final Pattern AMBIGUOUS =
      Pattern.compile("//|%(?:2[EeFf5]|3[Bb]|5[Cc]|0.|1.|7[Ff]|(?![0-9A-Fa-f]{2}))");
  private static final Pattern DOT_SEGMENT = Pattern.compile("/\\.{1,2}(?:/|$)");
  private static final String ALL_BELOW = "/*";

  /** @param path as in the request line, without the query */
  boolean contain(String path) {
    return paths.stream().anyMatch(open -> matches(open, path)) && isPlain(path);
  }

  private static boolean matches(String open, String path) {
    return open.endsWith(ALL_BELOW)
        ? path.startsWith(open.substring(0, open.length() - 1))
        : path.equals(open);
  }

  private static boolean isPlain(String path) {
    return CHARACTERS.matcher(path).matches() && !AMBIGUOUS.matcher(path).find() && !DOT_SEGMENT.matcher(path).find()
        && isUtf8(path);
  }

  /** A dot or a slash in more bytes than it needs is none of UTF-8, but some servers decode it. */
  private static boolean isUtf8(String path) {
    ByteBuffer decoded = ByteBuffer.allocate(path.length());
    for (int index = 0; index < path.length(); index++) {
      char one = path.charAt(index);
      decoded.put((byte) (one == '%' ? Integer.parseInt(path, index + 1, index + 3, 16) : one));
      index += one == '%' ? 2 : 0;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(decoded.flip());
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
