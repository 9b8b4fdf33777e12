package dev.ally.web.exchange;

import dev.ally.crypto.Secret;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A login for a protected host. The login pages carry it in their destination, so that a login that is begun anew leads
 * to the same host.
 *
 * @param destination sealed by {@code oidc}
 */
public record HostLogin(Secret destination) {
  private static final String BEFORE = Paths.HOST_LOGIN + "?" + Field.DESTINATION.id() + "=";
  private static final Pattern PATH = Pattern.compile(Pattern.quote(BEFORE) + "(.*)");
  /** Base64url, and not so long that an address cannot hold it twice. */
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{1,1600}");

  /** The login that goes on at this path; empty where none does. */
  public static Optional<HostLogin> at(LocalPath path) {
    Matcher found = PATH.matcher(path.text());
    return found.matches() ? of(found.group(1)) : Optional.empty();
  }

  /** The login with this destination; empty where it has not the shape of one. */
  public static Optional<HostLogin> of(String destination) {
    return SHAPE.matcher(destination).matches() ? Optional.of(new HostLogin(Secret.of(destination))) : Optional.empty();
  }

  /** Where it goes on. */
  public LocalPath path() {
    return new LocalPath(BEFORE + destination.revealText());
  }
}
