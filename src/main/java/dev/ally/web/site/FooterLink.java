package dev.ally.web.site;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A link at the foot of each page.
 *
 * @param name which it is; the catalogue has its words under {@code footer.}
 */
public record FooterLink(String name, String url) {
  private static final Pattern URL = Pattern.compile("(https?://[^\\s/]\\S{0,1000}|mailto:\\S{1,300}|/(?!/)\\S{0,1000})");

  /** What is wrong with it; empty: nothing. */
  Optional<String> problem() {
    return URL.matcher(url).matches()
        ? Optional.empty()
        : Optional.of(name + " must be an address that begins with https://, http://, mailto: or /");
  }
}
