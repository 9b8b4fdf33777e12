package dev.ally.web.oauth2;

import dev.ally.bus.Bus;
import dev.ally.contract.oidc.FindKeys;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;

/** What applications read before they ask anything: the metadata, and the keys that verify what is signed here. */
public final class DiscoveryHandler {
  /** So short that a key that an operator makes at once is found at once. */
  private static final String KEPT = "public, max-age=60";

  private final Bus bus;
  private final Buffer metadata;

  /**
   * @param issuer the public URL
   * @param languages the tags of the pages' languages
   */
  public DiscoveryHandler(Bus bus, String issuer, Collection<String> languages) {
    this.bus = bus;
    this.metadata = Metadata.of(issuer, languages).toBuffer();
  }

  /** OpenID Connect Discovery §4 and RFC 8414 §3, which read the same document. */
  public Future<Reply> metadata(Request request) {
    return kept("application/json", metadata).now();
  }

  /** A JWK set (RFC 7517 §5). */
  public Future<Reply> keys(Request request) {
    return FindKeys.OPERATION.ask(bus, new FindKeys())
        .map(answer -> kept("application/jwk-set+json", Buffer.buffer(answer.keys())));
  }

  private static Reply kept(String contentType, Buffer body) {
    return Reply.of(200, contentType, body).header("Cache-Control", KEPT);
  }
}
