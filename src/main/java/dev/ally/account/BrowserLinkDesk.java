package dev.ally.account;

import dev.ally.contract.AdmitBrowser;
import dev.ally.contract.FindLink;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;

/** Makes a browser known to an account by a mailed link. It signs nobody in. */
final class BrowserLinkDesk {
  private final PgBrowserLinkStore store;
  private final Links links;
  private final Tokens tokens;
  private final Clock clock;

  BrowserLinkDesk(PgBrowserLinkStore store, Links links, Tokens tokens, Clock clock) {
    this.store = store;
    this.links = links;
    this.tokens = tokens;
    this.clock = clock;
  }

  /** Whose link it is, while it opens. */
  Future<FindLink.Answer> find(Secret link) {
    return store.find(links.hashes(Links.Kind.BROWSER, link), clock.instant())
        .map(owner -> new FindLink.Answer(owner.map(LinkOwner::email)));
  }

  Future<AdmitBrowser.Answer> admit(AdmitBrowser question) {
    Buffer browser = tokens.hash(Tokens.Purpose.BROWSER, question.visitor().browserFromNowOn());
    return store
        .admit(
            links.hashes(Links.Kind.BROWSER, question.link()), question.operationId(), browser, question.visitor(),
            clock.instant())
        .map(admitted -> new AdmitBrowser.Answer(
            admitted ? AdmitBrowser.Outcome.ADMITTED : AdmitBrowser.Outcome.EXPIRED));
  }
}
