package dev.ally.account.login;

import dev.ally.account.mailed.LinkOwner;
import dev.ally.account.person.Tokens;
import dev.ally.contract.account.AdmitBrowser;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;

/** Makes a browser known to an account by a mailed link. It logs nobody in. */
public final class BrowserLinkService {
  private final PgBrowserLinkStore store;
  private final Tokens tokens;
  private final Clock clock;

  public BrowserLinkService(PgBrowserLinkStore store, Tokens tokens, Clock clock) {
    this.store = store;
    this.tokens = tokens;
    this.clock = clock;
  }

  /** The account that this link belongs to, while the link is valid. */
  public Future<FindMailedLink.Answer> find(Secret link) {
    return store.find(tokens.hashes(MailedLinkKind.BROWSER, link), clock.instant())
        .map(owner -> new FindMailedLink.Answer(owner.map(LinkOwner::email)));
  }

  public Future<AdmitBrowser.Answer> admit(AdmitBrowser question) {
    Buffer browser = tokens.hash(Tokens.Purpose.BROWSER, question.requestInfo().browserFromNowOn());
    return store
        .admit(
            tokens.hashes(MailedLinkKind.BROWSER, question.link()), question.operationId(), browser,
            question.requestInfo(),
            clock.instant())
        .map(admitted -> new AdmitBrowser.Answer(
            admitted ? AdmitBrowser.Outcome.ADMITTED : AdmitBrowser.Outcome.EXPIRED));
  }
}
