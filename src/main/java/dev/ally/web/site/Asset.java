package dev.ally.web.site;

import io.vertx.core.buffer.Buffer;

/**
 * A public file.
 *
 * @param hash of its content, short; part of its address, so that a browser may keep it for good
 */
record Asset(String name, String contentType, Buffer content, String hash) {
  /** {@code /static/ally.0a1b2c3d4e5f.css} */
  String address() {
    int dot = name.lastIndexOf('.');
    return Assets.ROOT + name.substring(0, dot) + "." + hash + name.substring(dot);
  }
}
