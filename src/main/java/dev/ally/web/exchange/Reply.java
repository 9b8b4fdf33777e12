package dev.ally.web.exchange;

import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A response: status, headers, cookies and body. It is not cached, unless a header says so. */
public final class Reply {
  private static final String LOCATION = "Location";
  private static final String REFRESH = "Refresh";
  private static final String TRANSPORT_SECURITY = "Strict-Transport-Security";
  private static final String CONTENT_POLICY = "Content-Security-Policy";
  /** Where the forms of a page may be sent, as the policy of every page has it. */
  private static final String TO_THIS_SITE = "form-action 'self'";

  private final int status;
  private final Map<String, String> headers;
  private final List<CookieChange> changes;
  private final Buffer body;
  private final String formsTo;
  private final boolean atHost;

  private Reply(
      int status, Map<String, String> headers, List<CookieChange> changes, Buffer body, String formsTo,
      boolean atHost) {
    this.status = status;
    this.headers = headers;
    this.changes = changes;
    this.body = body;
    this.formsTo = formsTo;
    this.atHost = atHost;
  }

  public static Reply of(int status, String contentType, Buffer body) {
    return of(status, Map.of("Content-Type", contentType, "Cache-Control", "no-store"), body);
  }

  /** Without a body. */
  public static Reply empty(int status) {
    return of(status, Map.of("Cache-Control", "no-store"), Buffer.buffer());
  }

  private static Reply of(int status, Map<String, String> headers, Buffer body) {
    return new Reply(status, headers, List.of(), body, TO_THIS_SITE, false);
  }

  /**
   * A redirect within this site (303): after a successful POST, and from an address whose page is elsewhere.
   */
  public static Reply seeOther(LocalPath path) {
    return of(303, Map.of(LOCATION, path.text(), "Cache-Control", "no-store"), Buffer.buffer());
  }

  /**
   * A redirect (303) to an application. Never behind a form of this site: a browser that obeys {@code form-action}
   * follows no redirect of a form to another site.
   */
  public static Reply seeOther(ClientAddress address) {
    return of(303, Map.of(LOCATION, address.text(), "Cache-Control", "no-store"), Buffer.buffer()).withoutReferrer();
  }

  /**
   * What a browser at a protected host is told: to go on at this site.
   *
   * @param status of a redirect, or 401, which nginx makes one
   */
  public static Reply toThisSite(int status, URI publicUrl, LocalPath path) {
    String site = publicUrl.toString().replaceFirst("/$", "");
    return of(status, Map.of(LOCATION, site + path.text(), "Cache-Control", "no-store"), Buffer.buffer()).atHost();
  }

  /**
   * This reply, which a browser gets at a protected host; whether that host always has https is not for Ally to say.
   */
  public Reply atHost() {
    return new Reply(status, headers, changes, body, formsTo, true);
  }

  /** This page, which leads on to an application by itself, at once. It has a link there too. */
  public Reply leadingOn(ClientAddress address) {
    return with(REFRESH, "0; url=" + address.text()).withoutReferrer();
  }

  /** This page, whose one form is sent to an application and nowhere else. */
  public Reply withFormTo(ClientAddress address) {
    return new Reply(status, headers, changes, body, "form-action " + address.formSource(), atHost).withoutReferrer();
  }

  /** The browser names the address of this page to no other site. */
  private Reply withoutReferrer() {
    return with("Referrer-Policy", "no-referrer");
  }

  /** @throws IllegalArgumentException when that is not a path of this site */
  public static Reply seeOther(String path) {
    return seeOther(new LocalPath(path));
  }

  /** A redirect to the login, which leads on to that path. */
  public static Reply logInFirst(LocalPath next) {
    return seeOther(next.after("/login"));
  }

  /** @throws IllegalArgumentException for a header that leads elsewhere, which other methods here set */
  public Reply header(String name, String value) {
    if (LOCATION.equalsIgnoreCase(name) || REFRESH.equalsIgnoreCase(name)) {
      throw new IllegalArgumentException("a place to go on to is a LocalPath or a ClientAddress");
    }
    return with(name, value);
  }

  private Reply with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, more, changes, body, formsTo, atHost);
  }

  /** Adds {@code Retry-After}: whole seconds, rounded up, at least one. */
  public Reply retryAfter(Duration wait) {
    return header("Retry-After", Long.toString(TimeSpan.secondsUp(wait)));
  }

  public Reply set(Cookie cookie, Secret value) {
    return set(new CookieChange(cookie, value));
  }

  /** @param https whether the protected host has it */
  public Reply setAtHost(Cookie cookie, Secret value, boolean https) {
    return set(new CookieChange(cookie, value, Optional.of(https)));
  }

  private Reply set(CookieChange change) {
    List<CookieChange> more = Stream.concat(changes.stream(), Stream.of(change)).toList();
    return new Reply(status, headers, more, body, formsTo, atHost);
  }

  public Reply clear(Cookie cookie) {
    return set(cookie, Secret.empty());
  }

  /** This reply as a completed future. */
  public Future<Reply> now() {
    return Future.succeededFuture(this);
  }

  /** Sends the reply. A HEAD request gets the headers only. A closed connection gets nothing. */
  public void send(HttpServerRequest request, Cookies cookies, Map<String, String> everyHeader) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status);
    everyHeader.forEach((name, value) -> {
      if (!atHost || !name.equals(TRANSPORT_SECURITY)) {
        response.putHeader(name, name.equals(CONTENT_POLICY) ? policy(value) : value);
      }
    });
    headers.forEach(response::putHeader);
    changes.forEach(change -> response.headers().add("Set-Cookie", cookies.write(change)));
    response.putHeader("Content-Length", Integer.toString(body.length()));
    response.end(body);
  }

  private String policy(String ofEveryPage) {
    return formsTo.equals(TO_THIS_SITE) ? ofEveryPage : ofEveryPage.replace(TO_THIS_SITE, formsTo);
  }
}
