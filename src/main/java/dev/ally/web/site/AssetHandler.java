package dev.ally.web.site;

import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * Serves the public files. A browser may cache a file whose address has its hash, and asks again for the plain address.
 */
public final class AssetHandler {
  private static final String CACHE_CONTROL = "Cache-Control";
  private static final String FOR_GOOD = "public, max-age=31536000, immutable";
  private static final String ASK_AGAIN = "no-cache";
  private static final String FOR_AN_HOUR = "public, max-age=3600";
  /** Every page may be found; those of an account lead to the login. */
  private static final Buffer ROBOTS = Buffer.buffer("User-agent: *\nDisallow:\n");

  private final Assets assets;

  public AssetHandler(Assets assets) {
    this.assets = assets;
  }

  public Future<Reply> show(Request request) {
    Asset asset = assets.at(request.path()).orElseThrow(() -> new Refused(Refusal.NOT_FOUND));
    return Reply.of(200, asset.contentType(), asset.content())
        .header(CACHE_CONTROL, request.path().equals(asset.address()) ? FOR_GOOD : ASK_AGAIN)
        .now();
  }

  /** The site's icon, or its logo, for programs that ask for it at the usual path instead of reading a page. */
  public Future<Reply> icon(Request request) {
    Asset own = assets.named(SiteFile.ICON.fileName());
    Asset icon = own == null ? assets.named(SiteFile.LOGO.fileName()) : own;
    return Reply.of(200, icon.contentType(), icon.content()).header(CACHE_CONTROL, FOR_AN_HOUR).now();
  }

  /** What crawlers may read (RFC 9309). */
  public Future<Reply> robots(Request request) {
    return Reply.of(200, "text/plain; charset=utf-8", ROBOTS).header(CACHE_CONTROL, FOR_AN_HOUR).now();
  }
}
