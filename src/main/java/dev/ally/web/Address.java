package dev.ally.web;

import dev.ally.web.exchange.Action;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One row of the table of routes: a path, with the actions for GET and POST.
 *
 * @param upload whether a posted form may hold a file
 */
record Address(String path, Optional<Action> get, Optional<Action> post, boolean upload) {
  private Address(String path, Optional<Action> get, Optional<Action> post) {
    this(path, get, post, false);
  }

  /** The same, where a posted form may hold a file. */
  Address withUpload() {
    return new Address(path, get, post, true);
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
    return method.equals(HttpMethod.POST) ? post : Optional.empty();
  }

  /** The value of the header {@code Allow}. */
  String allowed() {
    return Stream.concat(get.stream().map(any -> "GET, HEAD"), post.stream().map(any -> "POST"))
        .collect(Collectors.joining(", "));
  }
}
