package dev.ally.web;

import dev.ally.web.exchange.Action;
import dev.ally.web.oauth2.Cors;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One row of the table of routes: a path, with the actions for GET and POST.
 *
 * @param cors which scripts may read what is answered, and what OPTIONS is answered; empty: none may
 * @param kind who asks there
 * @param forOperators whether there is nothing there for anyone but operators of the help desk
 * @param tooLarge answers a form that is too large; empty: a page that says so
 */
record Address(
    String path, Optional<Action> get, Optional<Action> post, Optional<Cors> cors, Kind kind, boolean forOperators,
    Optional<Action> tooLarge) {
  enum Kind {
    /** People; forms of other sites are refused before their body is read. */
    PAGE,
    /** The same, where a posted form may hold a file. */
    UPLOAD,
    /** People, whom an application sends there, also by a form of its own. The action checks the forms of this site. */
    ENTRANCE,
    /** Programs, from anywhere, without cookies; what they cannot be answered is said in JSON. */
    PROTOCOL
  }

  private Address(String path, Optional<Action> get, Optional<Action> post) {
    this(path, get, post, Optional.empty(), Kind.PAGE, false, Optional.empty());
  }

  /**
   * The same, where a posted form may hold a file.
   *
   * @param explain answers a file that is too large to be read
   */
  Address withUpload(Action explain) {
    return new Address(path, get, post, cors, Kind.UPLOAD, forOperators, Optional.of(explain));
  }

  /** The same, for people whom an application sends there. */
  Address asEntrance() {
    return of(Kind.ENTRANCE);
  }

  /** The same, for programs. */
  Address asProtocol() {
    return of(Kind.PROTOCOL);
  }

  /** The same, with answers that scripts of other sites may read. */
  Address readable(Cors toThese) {
    return new Address(path, get, post, Optional.of(toThese), kind, forOperators, tooLarge);
  }

  /** The same, for operators of the help desk alone. */
  Address asHelpDesk() {
    return new Address(path, get, post, cors, kind, true, tooLarge);
  }

  private Address of(Kind other) {
    return new Address(path, get, post, cors, other, forOperators, tooLarge);
  }

  static Address shows(String path, Action get) {
    return new Address(path, Optional.of(get), Optional.empty());
  }

  static Address takes(String path, Action post) {
    return new Address(path, Optional.empty(), Optional.of(post));
  }

  static Address form(String path, Action get, Action post) {
    return new Address(path, Optional.of(get), Optional.of(post));
  }

  /** HEAD is answered as GET is. Empty for a method that this path does not take. */
  Optional<Action> action(HttpMethod method) {
    if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
      return get;
    }
    return method.equals(HttpMethod.POST) ? post
        : method.equals(HttpMethod.OPTIONS) ? cors.map(known -> known::preflight)
        : Optional.empty();
  }

  /** The value of the header {@code Allow}. */
  String allowed() {
    return Stream.of(get.map(any -> "GET, HEAD"), post.map(any -> "POST"), cors.map(any -> "OPTIONS"))
        .flatMap(Optional::stream)
        .collect(Collectors.joining(", "));
  }
}
