package dev.ally.web;

import dev.ally.web.exchange.Action;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One row of the table of routes: a path, what a GET of it shows, what a POST to it does. */
record Address(String path, Optional<Action> get, Optional<Action> post) {
  static Address shows(String path, Action get) {
    return new Address(path, Optional.of(get), Optional.empty());
  }

  static Address takes(String path, Action post) {
    return new Address(path, Optional.empty(), Optional.of(post));
  }

  static Address form(String path, Action get, Action post) {
    return new Address(path, Optional.of(get), Optional.of(post));
  }

  /** HEAD is answered as GET is; empty for a method that this address does not know. */
  Optional<Action> action(HttpMethod method) {
    if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
      return get;
    }
    return method.equals(HttpMethod.POST) ? post : Optional.empty();
  }

  /** What the header {@code Allow} lists. */
  String allowed() {
    return Stream.concat(get.stream().map(any -> "GET, HEAD"), post.stream().map(any -> "POST"))
        .collect(Collectors.joining(", "));
  }
}
