package dev.ally.web.exchange;

import dev.ally.crypto.Secret;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An authorization request of an application that is parked at {@code oidc} while its person logs in. The login pages
 * carry it in their destination, so that a login that is begun anew loses none of its demands.
 */
public record ParkedRequest(Secret token) {
  private static final String BEFORE = Paths.AUTHORIZE + "?" + Field.REQUEST.id() + "=";
  private static final Pattern PATH = Pattern.compile(Pattern.quote(BEFORE) + "(.*)");

  /** The request that goes on at this path; empty where none does. */
  public static Optional<ParkedRequest> at(LocalPath path) {
    Matcher found = PATH.matcher(path.text());
    return found.matches() ? of(found.group(1)) : Optional.empty();
  }

  /** The request with this token; empty where it has not the shape of one. */
  public static Optional<ParkedRequest> of(String token) {
    return Cookie.isToken(token) ? Optional.of(new ParkedRequest(Secret.of(token))) : Optional.empty();
  }

  /** Where it goes on. */
  public LocalPath path() {
    return new LocalPath(BEFORE + token.revealText());
  }
}
