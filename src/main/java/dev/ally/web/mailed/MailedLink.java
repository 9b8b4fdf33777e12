package dev.ally.web.mailed;

import dev.ally.bus.Bus;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.MailedLinkKind;
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
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * The page that a valid mailed link opens; for another one, a page that says that it has expired. The token leaves the
 * address at once: it goes into a cookie, and the browser is redirected to the same page with a reference instead. So
 * the token is in no browser history and no {@code Referer} header. The page names the account of the link, and its
 * form acts for that link, whatever other links were opened meanwhile.
 */
final class MailedLink {
  private final Bus bus;
  private final Pages pages;
  private final MailedLinkKind kind;
  private final LocalPath path;
  private final Page page;
  private final BiFunction<Page, FindMailedLink.Answer, Page> filled;

  /** @param page the page that the link opens; the email address of its account is added */
  MailedLink(Bus bus, Pages pages, MailedLinkKind kind, Page page) {
    this(bus, pages, kind, page, (shown, found) -> shown);
  }

  /** @param filled completes the page with what is known of the link */
  MailedLink(
      Bus bus, Pages pages, MailedLinkKind kind, Page page, BiFunction<Page, FindMailedLink.Answer, Page> filled) {
    this.bus = bus;
    this.pages = pages;
    this.kind = kind;
    this.path = new LocalPath(kind.path());
    this.page = page;
    this.filled = filled;
  }

  /** Shows the page. A token in the address is first moved into the cookie; a malformed one never gets there. */
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
  PageForm form(Field field) {
    return new PageForm(field, (request, change) -> page(request, of(request), change)
        .compose(shown -> shown.map(Reply::now).orElseGet(() -> expired(request))));
  }

  Future<Reply> expired(Request request) {
    Page sorry = Page.of("expired").status(410)
        .with("reset", kind == MailedLinkKind.RESET)
        .with("signUp", kind == MailedLinkKind.SIGN_UP);
    return pages.reply(request, sorry).map(reply -> forget(request, reply));
  }

  /** The reply, after which this browser no longer holds the link of the form. Other links that it opened stay. */
  static Reply forget(Request request, Reply reply) {
    OpenedMailedLinks opened = OpenedMailedLinks.of(request);
    return opened.ofForm(request).map(link -> reply.set(Cookie.LINK, opened.without(link))).orElse(reply);
  }

  /** All sessions of the account have ended, so this leads to the login. */
  static Future<Reply> logInAnew(Request request, Notice why) {
    return logInAnew(request, why, LocalPath.HOME).now();
  }

  /** @param next where the login leads */
  static Reply logInAnew(Request request, Notice why, LocalPath next) {
    return forget(request, why.on(Reply.seeOther(next.after(Paths.LOGIN))))
        .clear(Cookie.SESSION)
        .clear(Cookie.PENDING)
        .clear(Cookie.WAITING);
  }

  private Future<Reply> named(Request request, String reference) {
    Secret link = OpenedMailedLinks.of(request).named(reference).orElseThrow(() -> Gate.linkNotHeld(request));
    return newest(request, List.of(link).iterator());
  }

  /** The page of the first of these links that is valid here. */
  private Future<Reply> newest(Request request, Iterator<Secret> links) {
    return links.hasNext()
        ? page(request, links.next(), fresh -> fresh)
            .compose(shown -> shown.map(Reply::now).orElseGet(() -> newest(request, links)))
        : expired(request);
  }

  /** The page of that link; empty when it is not valid here. */
  private Future<Optional<Reply>> page(Request request, Secret link, UnaryOperator<Page> change) {
    return FindMailedLink.OPERATION.ask(bus, new FindMailedLink(kind, link)).compose(found -> found.email().isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : pages.reply(request, change.apply(filled.apply(
                page.formKey(link)
                    .with(Field.LINK.id(), OpenedMailedLinks.reference(link))
                    .with("email", found.email().get())
                    .with(Field.NAME.id(), request.form().find(Field.NAME).orElse(found.name())),
                found)))
            .map(Optional::of));
  }

  /** Redirects to the page of the posted form's link. */
  Reply anew(Request request) {
    return toPage(of(request));
  }

  private Reply toPage(Secret token) {
    String reference = OpenedMailedLinks.reference(token);
    return Reply.seeOther(new LocalPath(path.text() + "?" + Field.LINK.id() + "=" + reference));
  }

  /** Redirects to the page's own path, never to the requested one, which the sender of a link chooses. */
  private Reply taken(Request request, Secret token) {
    return toPage(token)
        .header("Referrer-Policy", "no-referrer")
        .set(Cookie.LINK, OpenedMailedLinks.of(request).with(token));
  }
}
