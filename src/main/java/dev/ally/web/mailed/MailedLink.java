package dev.ally.web.mailed;

import dev.ally.bus.Bus;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Action;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Gate;
import dev.ally.web.guard.OpenedMailedLinks;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.Form;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * The page that a mailed link opens, while it is good; else one that says that it is not. It takes the token out of the
 * address at once: it goes into a cookie, and the browser on to the same page with a reference in its place. So it
 * stands in no history, and no page sends it on as where the visitor came from. The page names whose link it is, and
 * its form acts for that link, whatever else was opened meanwhile.
 */
final class MailedLink {
  private final Bus bus;
  private final Pages pages;
  private final FindMailedLink.Kind kind;
  private final LocalPath path;
  private final Page page;
  private final BiFunction<Page, FindMailedLink.Answer, Page> filled;

  /**
   * @param path where the page stands
   * @param page that the link opens; whose link it is is added to it
   */
  MailedLink(Bus bus, Pages pages, FindMailedLink.Kind kind, String path, Page page) {
    this(bus, pages, kind, path, page, (shown, found) -> shown);
  }

  /** @param filled the page to show, given the one above and what is known of the link */
  MailedLink(
      Bus bus, Pages pages, FindMailedLink.Kind kind, String path, Page page,
      BiFunction<Page, FindMailedLink.Answer, Page> filled) {
    this.bus = bus;
    this.pages = pages;
    this.kind = kind;
    this.path = new LocalPath(path);
    this.page = page;
    this.filled = filled;
  }

  /** The page; before it, where the address still holds the token, the way there. What is none becomes no cookie. */
  Action entrance() {
    return request -> request.query().find(Field.TOKEN)
        .map(token -> Cookie.isToken(token) ? taken(request, Secret.of(token)).now() : expired(request))
        .orElseGet(() -> request.query().find(Field.LINK)
            .map(reference -> named(request, reference))
            .orElseGet(() -> newest(request, OpenedMailedLinks.of(request).tokens().iterator())));
  }

  /** The link to which the posted form belongs. */
  static Secret of(Request request) {
    return OpenedMailedLinks.of(request).ofForm(request).orElseThrow(() -> Gate.linkNotHeld(request));
  }

  /** The form of the page, for the link to which the posted form belongs. */
  Form form(Catalogue texts, Field field) {
    return new Form(texts, field, (request, change) -> page(request, of(request), change)
        .compose(shown -> shown.map(Reply::now).orElseGet(() -> expired(request))));
  }

  Future<Reply> expired(Request request) {
    Page sorry = Page.of("expired").status(410)
        .with("reset", kind == FindMailedLink.Kind.RESET)
        .with("signUp", kind == FindMailedLink.Kind.SIGN_UP);
    return pages.reply(request, sorry).map(reply -> forget(request, reply));
  }

  /** The reply, after which this browser no longer holds the form's link. Others that it opened stay. */
  static Reply forget(Request request, Reply reply) {
    OpenedMailedLinks opened = OpenedMailedLinks.of(request);
    return opened.ofForm(request).map(link -> reply.set(Cookie.LINK, opened.without(link))).orElse(reply);
  }

  /** All sessions of the account have ended; whoever wants one logs in. */
  static Future<Reply> logInAnew(Request request, Notice why) {
    return forget(request, why.on(Reply.seeOther(Paths.LOGIN)))
        .clear(Cookie.SESSION)
        .clear(Cookie.PENDING)
        .now();
  }

  private Future<Reply> named(Request request, String reference) {
    Secret link = OpenedMailedLinks.of(request).named(reference).orElseThrow(() -> Gate.linkNotHeld(request));
    return newest(request, List.of(link).iterator());
  }

  /** The first of these links that opens something here. */
  private Future<Reply> newest(Request request, Iterator<Secret> links) {
    return links.hasNext()
        ? page(request, links.next(), fresh -> fresh)
            .compose(shown -> shown.map(Reply::now).orElseGet(() -> newest(request, links)))
        : expired(request);
  }

  /** The page of that link; empty when it opens nothing here. */
  private Future<Optional<Reply>> page(Request request, Secret link, UnaryOperator<Page> change) {
    return FindMailedLink.OPERATION.ask(bus, new FindMailedLink(kind, link)).compose(found -> found.email().isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : pages.reply(request, change.apply(filled.apply(
                page.formKey(link)
                    .with("email", found.email().get())
                    .with(Field.NAME.id(), request.form().find(Field.NAME).orElse(found.name())),
                found)))
            .map(Optional::of));
  }

  /** On to the page of the posted form's link, anew. */
  Reply anew(Request request) {
    return toPage(of(request));
  }

  private Reply toPage(Secret token) {
    String reference = OpenedMailedLinks.reference(token);
    return Reply.seeOther(new LocalPath(path.text() + "?" + Field.LINK.id() + "=" + reference));
  }

  /** On to the page's own path, never to the one that was asked for: that is whatever somebody wrote into a link. */
  private Reply taken(Request request, Secret token) {
    return toPage(token)
        .header("Referrer-Policy", "no-referrer")
        .set(Cookie.LINK, OpenedMailedLinks.of(request).with(token));
  }
}
