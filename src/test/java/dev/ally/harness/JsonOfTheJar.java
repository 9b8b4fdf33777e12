package dev.ally.harness;

import io.vertx.core.json.jackson.JacksonCodec;
import io.vertx.core.spi.JsonFactory;
import io.vertx.core.spi.json.JsonCodec;

/**
 * JSON in tests as in the finished jar, which has no Jackson Databind: libraries of tests bring it, and with it Vert.x
 * encodes values of any class.
 */
public final class JsonOfTheJar implements JsonFactory {
  @Override
  public JsonCodec codec() {
    return new JacksonCodec();
  }
}
