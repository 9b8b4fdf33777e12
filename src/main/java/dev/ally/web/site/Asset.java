package dev.ally.web.site;

import io.vertx.core.buffer.Buffer;

/**
 * A public file.
 *
 * @param hash a short hash of its content; it is part of the address, so that a browser may cache the file without
 *     asking again
 */
record Asset(String name, String contentType, Buffer content, String hash) {
  /** {@code /static/ally.0a1b2c3d4e5f.css} */
  String address() {
    int dot = name.lastIndexOf('.');
    return Assets.ROOT + name.substring(0, dot) + "." + hash + name.substring(dot);
  }
}
