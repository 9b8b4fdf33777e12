package dev.ally.web.exchange;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place on this site: the only thing that a {@code Location} is made from.
 *
 * <p>It begins with one {@code /}; a second one, or a backslash that browsers read as one, would begin another site's
 * address. So would one that is left when a proxy decodes the path, or a browser takes the dots out of it (RFC 3986
 * §5.2.4): neither is a place of this site. It holds visible ASCII characters only, so that no browser drops one and no
 * header ends early.
 *
 * @param text the path, with its query
 */
public record LocalPath(String text) {
  private static final Pattern LOCAL = Pattern.compile("/(?!/|%2[Ff]|%5[Cc])[!-~&&[^\\\\]]*");
  /** A segment of one or two dots, encoded or not. */
  private static final Pattern DOTS = Pattern.compile("/(?:\\.|%2[Ee]){1,2}(?:[/?#]|%2[Ff]|%5[Cc]|$)");
  private static final Pattern PATH_ALONE = Pattern.compile("[^?#]*");

  public static final LocalPath HOME = new LocalPath("/");

  /** @throws IllegalArgumentException when it is none of this site */
  public LocalPath {
    if (!isLocal(text)) {
      throw new IllegalArgumentException("not a path of this site");
    }
  }

  /** That path; empty when it is none of this site, or longer than any that a form may name. */
  public static Optional<LocalPath> of(String text) {
    return text.length() <= Field.NEXT.longest() && isLocal(text)
        ? Optional.of(new LocalPath(text))
        : Optional.empty();
  }

  private static boolean isLocal(String text) {
    return LOCAL.matcher(text).matches() && !DOTS.matcher(path(text)).find();
  }

  private static String path(String text) {
    var path = PATH_ALONE.matcher(text);
    return path.lookingAt() ? path.group() : text;
  }

  /** Where the request says to go on to; home when it says nothing, or a place that is none of this site. */
  public static LocalPath wantedBy(Request request) {
    return request.query().find(Field.NEXT)
        .or(() -> request.form().find(Field.NEXT))
        .flatMap(LocalPath::of)
        .orElse(HOME);
  }

  /** The address of a step on the way to this place, which carries it along. */
  public LocalPath after(String step) {
    return equals(HOME)
        ? new LocalPath(step)
        : new LocalPath(step + "?" + Field.NEXT.id() + "=" + URLEncoder.encode(text, StandardCharsets.UTF_8));
  }
}
