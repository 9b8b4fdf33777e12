package dev.ally.web.exchange;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A path on this site. Every {@code Location} header is made from one.
 *
 * <p>It begins with exactly one {@code /}: with a second one, or a backslash, which browsers read as a slash, it would
 * be the address of another site. The same is true of a path that becomes such an address when a proxy decodes it or a
 * browser removes its dot segments (RFC 3986 §5.2.4); those are refused too. It has visible ASCII characters only, so
 * that no browser drops one and the header cannot be split.
 *
 * @param text the path, with its query
 */
public record LocalPath(String text) {
  private static final Pattern LOCAL = Pattern.compile("/(?!/|%2[Ff]|%5[Cc])[!-~&&[^\\\\]]*");
  /** A segment of one or two dots, encoded or not. */
  private static final Pattern DOTS = Pattern.compile("/(?:\\.|%2[Ee]){1,2}(?:[/?#]|%2[Ff]|%5[Cc]|$)");
  private static final Pattern PATH_ALONE = Pattern.compile("[^?#]*");

  public static final LocalPath HOME = new LocalPath("/");

  /** @throws IllegalArgumentException when it is not a path of this site */
  public LocalPath {
    if (!isLocal(text)) {
      throw new IllegalArgumentException("not a path of this site");
    }
  }

  /** That path; empty when it is not a path of this site, or too long for a form. */
  public static Optional<LocalPath> of(String text) {
    return text.length() <= Field.NEXT.longest() && isLocal(text)
        ? Optional.of(new LocalPath(text))
        : Optional.empty();
  }

  /** The path of an address of this site, such as a {@code Referer}; empty for any other address. */
  public static Optional<LocalPath> within(URI site, String address) {
    String root = site.toString().replaceFirst("/$", "");
    return address.startsWith(root + "/") ? of(address.substring(root.length())) : Optional.empty();
  }

  private static boolean isLocal(String text) {
    return LOCAL.matcher(text).matches() && !DOTS.matcher(path(text)).find();
  }

  private static String path(String text) {
    var path = PATH_ALONE.matcher(text);
    return path.lookingAt() ? path.group() : text;
  }

  /** The destination that the request names; home when it names none, or one that is not on this site. */
  public static LocalPath wantedBy(Request request) {
    return request.query().find(Field.NEXT)
        .or(() -> request.form().find(Field.NEXT))
        .flatMap(LocalPath::of)
        .orElse(HOME);
  }

  /** The path of a step before this destination, with the destination as a parameter. */
  public LocalPath after(String step) {
    return equals(HOME)
        ? new LocalPath(step)
        : new LocalPath(step + "?" + Field.NEXT.id() + "=" + URLEncoder.encode(text, StandardCharsets.UTF_8));
  }
}
