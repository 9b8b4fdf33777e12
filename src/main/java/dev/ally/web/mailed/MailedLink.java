package dev.ally.web.mailed;

import dev.ally.contract.Bus;
import dev.ally.contract.FindLink;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Action;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/**
 * Takes the token out of the address that a mail named, at once: it goes into a cookie, and the browser on to the same
 * page without it. So it stands in no history, and no page sends it on as where the visitor came from.
 */
public final class MailedLink {
  private static final String TOKEN = "token";

  private final Bus bus;
  private final Pages pages;
  private final FindLink.Kind kind;

  public MailedLink(Bus bus, Pages pages, FindLink.Kind kind) {
    this.bus = bus;
    this.pages = pages;
    this.kind = kind;
  }

  /** The page of the link; before it, where the address still holds the token, the way there. */
  public Action entrance(Action page) {
    return request -> request.query().find(TOKEN)
        .map(token -> taken(request, Secret.of(token)).now())
        .orElseGet(() -> page.answer(request));
  }

  /** What opens while the link is good, given whose it is; else a page that says that it is not. */
  Future<Reply> whileGood(Request request, Function<String, Future<Reply>> page) {
    return request.find(Cookie.LINK)
        .map(link -> FindLink.OPERATION.ask(bus, new FindLink(kind, link)).map(FindLink.Answer::email))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()))
        .compose(email -> email.isPresent() ? page.apply(email.get()) : expired(request));
  }

  Future<Reply> expired(Request request) {
    Page page = Page.of("expired").status(410)
        .with("reset", kind == FindLink.Kind.RESET)
        .with("signUp", kind == FindLink.Kind.SIGN_UP);
    return pages.reply(request, page).map(reply -> reply.clear(Cookie.LINK));
  }

  private static Reply taken(Request request, Secret token) {
    return Reply.seeOther(request.path()).header("Referrer-Policy", "no-referrer").set(Cookie.LINK, token);
  }
}
