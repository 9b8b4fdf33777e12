package dev.ally.web.site;

import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import io.vertx.core.Future;

/**
 * Serves the public files. A browser may cache a file whose address has its hash, and asks again for the plain address.
 */
public final class AssetHandler {
  private static final String FOR_GOOD = "public, max-age=31536000, immutable";
  private static final String ASK_AGAIN = "no-cache";

  private final Assets assets;

  public AssetHandler(Assets assets) {
    this.assets = assets;
  }

  public Future<Reply> show(Request request) {
    Asset asset = assets.at(request.path()).orElseThrow(() -> new Refused(Refusal.NOT_FOUND));
    return Reply.of(200, asset.contentType(), asset.content())
        .header("Cache-Control", request.path().equals(asset.address()) ? FOR_GOOD : ASK_AGAIN)
        .now();
  }
}
