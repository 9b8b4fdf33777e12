package dev.ally.web.exchange;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place on this site where a login may lead.
 *
 * <p>It begins with one {@code /}; a second one, or a backslash that browsers read as one, would begin another site's
 * address. It holds visible ASCII characters only, so that no browser drops one and no header ends early.
 */
public record LocalPath(String text) {
  public static final LocalPath HOME = new LocalPath("/");

  /** The field that carries it, in a query and in a form. */
  public static final String FIELD = "next";

  private static final Pattern LOCAL = Pattern.compile("/(?!/)[!-~&&[^\\\\]]*");
  private static final int LONGEST = 1000;

  /** That path; empty when it is none of this site. */
  public static Optional<LocalPath> of(String text) {
    return text.length() <= LONGEST && LOCAL.matcher(text).matches()
        ? Optional.of(new LocalPath(text))
        : Optional.empty();
  }

  /** Where the request says to go on to; home when it says nothing, or a place that is none of this site. */
  public static LocalPath wantedBy(Request request) {
    return request.query().find(FIELD).or(() -> request.form().find(FIELD)).flatMap(LocalPath::of).orElse(HOME);
  }

  /** The address of a step on the way to this place, which carries it along. */
  public LocalPath after(String step) {
    return equals(HOME)
        ? new LocalPath(step)
        : new LocalPath(step + "?" + FIELD + "=" + URLEncoder.encode(text, StandardCharsets.UTF_8));
  }
}
