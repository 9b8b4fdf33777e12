package dev.ally;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.Browser;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A protected host: what its proxy, on this machine, asks of Ally and hands on to it. */
record ProtectedHost(WholeServer ally, String name) {
  private static final Pattern REDEEM = Pattern.compile("\"http://[a-z.]+(/[^\"]*ticket=[^\"]+)\"");

  /** @param binding the cookie that the browser got with the first redirect */
  record Ticket(ProtectedHost host, String path, String binding) {
    /** @return the cookie that opens the host */
    String redeem() {
      return cookie(host.asked(path, "text/html", binding));
    }
  }

  /** What a proxy tells of a request, also where it hands one on. */
  private HttpResponse<String> asked(String path, String accept, String cookie) {
    Browser proxy = ally.browser();
    var request = proxy.request(path).headers(
        "X-Forwarded-Method", "GET", "X-Forwarded-Proto", "http", "X-Forwarded-Host", name,
        "X-Forwarded-Uri", "/page", "Accept", accept);
    return proxy.send(cookie.isEmpty() ? request : request.header("Cookie", cookie));
  }

  /** What a script's request is answered. */
  HttpResponse<String> check(String cookie) {
    return asked("/forward-auth/headers", "*/*", cookie);
  }

  /** Where a browser without a cookie of the host is sent to. */
  HttpResponse<String> begin() {
    HttpResponse<String> begun = asked("/forward-auth/headers", "text/html", "");
    assertThat(begun.statusCode()).isEqualTo(302);
    return begun;
  }

  static HttpResponse<String> login(SimulatedUser user, HttpResponse<String> begun) {
    return user.browser.get(location(begun).replaceFirst("^http://[^/]*", ""));
  }

  Ticket ticket(SimulatedUser user) {
    HttpResponse<String> begun = begin();
    Matcher redeem = REDEEM.matcher(login(user, begun).body());
    assertThat(redeem.find()).isTrue();
    return new Ticket(this, redeem.group(1), cookie(begun));
  }

  /** @return the cookie that opens the host to a person who is logged in to Ally */
  String logIn(SimulatedUser user) {
    return ticket(user).redeem();
  }

  private static String cookie(HttpResponse<String> answer) {
    return answer.headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0];
  }
}
