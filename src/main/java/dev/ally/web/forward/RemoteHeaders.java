package dev.ally.web.forward;

import dev.ally.contract.oidc.HostVisitor;
import dev.ally.web.exchange.Reply;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The headers by which an application learns who is there. All four are always there, so that a proxy overwrites those
 * that came from outside: empty ones where nobody is logged in.
 *
 * <p>A value that is not ASCII stands, as RFC 8187 §3.2 writes it, in a header whose name ends in {@code *}, beside one
 * with what of it is ASCII.
 */
final class RemoteHeaders {
  private static final Pattern VISIBLE = Pattern.compile("[ -~]*");
  private static final Pattern NOT_VISIBLE = Pattern.compile("[^ -~]");
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  /** What stands for itself in RFC 8187 §3.2.1. */
  private static final Pattern ATTR_CHAR = Pattern.compile("[A-Za-z0-9!#$&+.^_`|~-]");

  private RemoteHeaders() {}

  /** @param visitor empty: nobody is logged in */
  static Reply on(Reply reply, Optional<HostVisitor> visitor) {
    String name = visitor.map(HostVisitor::name).orElse("");
    String email = visitor.map(HostVisitor::email).orElse("");
    Reply headed = reply
        .header("Remote-User", visitor.map(who -> who.accountId().toString()).orElse(""))
        .header("Remote-Email", ascii(email))
        .header("Remote-Name", ascii(name))
        .header("Remote-Groups", groups(visitor, group -> VISIBLE.matcher(group).matches()));
    return extended(extended(extended(
        headed, "Remote-Name*", name), "Remote-Email*", email), "Remote-Groups*", groups(visitor, group -> true));
  }

  /**
   * Separated by commas. A group whose name has one is left out: it would read as two. Of the names that are not ASCII
   * none is made ASCII: it would read as another group's.
   */
  private static String groups(Optional<HostVisitor> visitor, Predicate<String> named) {
    return visitor.stream().flatMap(who -> who.groups().stream())
        .filter(group -> group.indexOf(',') < 0 && named.test(group))
        .sorted()
        .collect(Collectors.joining(","));
  }

  private static Reply extended(Reply reply, String header, String value) {
    return VISIBLE.matcher(value).matches() ? reply : reply.header(header, encoded(value));
  }

  /** Letters without their accents; a question mark for every other character that is not ASCII. */
  static String ascii(String value) {
    String plain = MARKS.matcher(Normalizer.normalize(value, Normalizer.Form.NFKD)).replaceAll("");
    return VISIBLE.matcher(value).matches() ? value : NOT_VISIBLE.matcher(plain).replaceAll("?");
  }

  /** RFC 8187 §3.2.1: {@code ext-value}, without a language. */
  static String encoded(String value) {
    StringBuilder encoded = new StringBuilder("UTF-8''");
    for (byte one : value.getBytes(StandardCharsets.UTF_8)) {
      String character = String.valueOf((char) (one & 0xff));
      encoded.append(ATTR_CHAR.matcher(character).matches() ? character : Percent.encoded(one));
    }
    return encoded.toString();
  }
}
