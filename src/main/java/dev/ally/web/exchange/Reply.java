package dev.ally.web.exchange;

import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A response: status, headers, cookies and body. It is not cached, unless a header says so. */
public final class Reply {
  private static final String LOCATION = "Location";

  private final int status;
  private final Map<String, String> headers;
  private final List<CookieChange> changes;
  private final Buffer body;

  private Reply(int status, Map<String, String> headers, List<CookieChange> changes, Buffer body) {
    this.status = status;
    this.headers = headers;
    this.changes = changes;
    this.body = body;
  }

  public static Reply of(int status, String contentType, Buffer body) {
    return new Reply(status, Map.of("Content-Type", contentType, "Cache-Control", "no-store"), List.of(), body);
  }

  /**
   * A redirect (303): after a successful POST, and from an address whose page is elsewhere. There is no other redirect.
   */
  public static Reply seeOther(LocalPath path) {
    return new Reply(303, Map.of(LOCATION, path.text(), "Cache-Control", "no-store"), List.of(), Buffer.buffer());
  }

  /** @throws IllegalArgumentException when that is not a path of this site */
  public static Reply seeOther(String path) {
    return seeOther(new LocalPath(path));
  }

  /** A redirect to the login, which leads on to that path. */
  public static Reply logInFirst(LocalPath next) {
    return seeOther(next.after("/login"));
  }

  /** @throws IllegalArgumentException for {@code Location}, which only {@link #seeOther} sets */
  public Reply header(String name, String value) {
    if (LOCATION.equalsIgnoreCase(name)) {
      throw new IllegalArgumentException("a place to go on to is a LocalPath");
    }
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, more, changes, body);
  }

  /** Adds {@code Retry-After}: whole seconds, rounded up, at least one. */
  public Reply retryAfter(Duration wait) {
    return header("Retry-After", Long.toString(TimeSpan.secondsUp(wait)));
  }

  public Reply set(Cookie cookie, Secret value) {
    List<CookieChange> more = Stream.concat(changes.stream(), Stream.of(new CookieChange(cookie, value))).toList();
    return new Reply(status, headers, more, body);
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
    everyHeader.forEach(response::putHeader);
    headers.forEach(response::putHeader);
    changes.forEach(change -> response.headers().add("Set-Cookie", cookies.write(change)));
    response.putHeader("Content-Length", Integer.toString(body.length()));
    response.end(body);
  }
}
