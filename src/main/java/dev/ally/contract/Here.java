package dev.ally.contract;

import io.vertx.core.json.JsonObject;

/** Is anybody there who understands me? Question and answer alike; it tells nothing of whether work can be done. */
public record Here() {
  private static final Codec<Here> CODEC = new Codec<>(here -> new JsonObject(), json -> new Here());

  public static final BusOperation<Here, Here> ACCOUNT =
      new BusOperation<>("account.here.v1", Way.OUTER, CODEC, CODEC);
  public static final BusOperation<Here, Here> TOTP =
      new BusOperation<>("totp.here.v1", Way.INNER, CODEC, CODEC);
}
