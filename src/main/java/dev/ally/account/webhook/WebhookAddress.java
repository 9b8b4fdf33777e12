package dev.ally.account.webhook;

import dev.ally.bus.TextLimit;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** The rules for the address of a webhook, as far as they can be told from its text. */
final class WebhookAddress {
  private static final int HIGHEST_PORT = 65_535;

  private WebhookAddress() {}

  /**
   * What is wrong with an address, for the operator; empty: nothing.
   *
   * @param httpAllowed whether it may be plain http
   */
  static Optional<String> problem(String url, boolean httpAllowed) {
    if (url.length() > TextLimit.URL.longest()) {
      return Optional.of("it is longer than " + TextLimit.URL.longest() + " characters");
    }
    if (!url.chars().allMatch(c -> c > ' ' && c <= '~')) {
      return Optional.of("it has a character that is none of an address; write a host name as xn--…, others as %…");
    }
    try {
      return problem(new URI(url), httpAllowed);
    } catch (URISyntaxException e) {
      return Optional.of("it is no address");
    }
  }

  private static Optional<String> problem(URI url, boolean httpAllowed) {
    if (!"https".equals(url.getScheme()) && !"http".equals(url.getScheme())) {
      return Optional.of("it does not begin with https://");
    }
    if ("http".equals(url.getScheme()) && !httpAllowed) {
      return Optional.of("it is not https; ALLY_OUTGOING_PRIVATE=true allows http");
    }
    if (url.getRawUserInfo() != null) {
      return Optional.of("it has a user name or a password");
    }
    if (url.getRawFragment() != null) {
      return Optional.of("it has a fragment (#)");
    }
    if (url.getHost() == null || url.getPort() == 0 || url.getPort() > HIGHEST_PORT) {
      return Optional.of("it has no host, or a port that is none");
    }
    return Optional.empty();
  }
}
