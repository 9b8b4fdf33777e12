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

/** What a browser gets: a status, headers, changes of cookies, a body. Nobody keeps it, unless a header says so. */
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

  /** The answer to a POST that did what it should, and to whatever stands elsewhere: look there. No other leads on. */
  public static Reply seeOther(LocalPath path) {
    return new Reply(303, Map.of(LOCATION, path.text(), "Cache-Control", "no-store"), List.of(), Buffer.buffer());
  }

  /** @throws IllegalArgumentException when that is no path of this site */
  public static Reply seeOther(String path) {
    return seeOther(new LocalPath(path));
  }

  /** Without a session: log in, then go on to that place. */
  public static Reply logInFirst(LocalPath next) {
    return seeOther(next.after("/login"));
  }

  /** @throws IllegalArgumentException for {@code Location}, which {@link #seeOther} alone sets */
  public Reply header(String name, String value) {
    if (LOCATION.equalsIgnoreCase(name)) {
      throw new IllegalArgumentException("a place to go on to is a LocalPath");
    }
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, more, changes, body);
  }

  /** In whole seconds, rounded up, and never zero. */
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

  /** This reply, at once, as an {@link Action} gives it. */
  public Future<Reply> now() {
    return Future.succeededFuture(this);
  }

  /** Sends it. A HEAD request gets the headers alone; a browser that went away gets nothing. */
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
