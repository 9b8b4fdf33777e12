package dev.ally.web.mailed;

import dev.ally.contract.Bus;
import dev.ally.contract.FindLink;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Action;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import dev.ally.web.page.Texts;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The page that a mailed link opens, while it is good; else one that says that it is not. It takes the token out of the
 * address at once: it goes into a cookie, and the browser on to the same page without it. So it stands in no history, and
 * no page sends it on as where the visitor came from.
 */
final class MailedLink {
  /** The id of the button where that is all that a form has. */
  static final String BUTTON = "go";

  private final Bus bus;
  private final Pages pages;
  private final Texts texts;
  private final FindLink.Kind kind;
  private final LocalPath path;
  private final Page page;
  private final String field;

  /**
   * @param path where the page stands
   * @param page that the link opens; whose link it is is added to it
   * @param field at which is said what was wrong with its form
   */
  MailedLink(Bus bus, Pages pages, Texts texts, FindLink.Kind kind, String path, Page page, String field) {
    this.bus = bus;
    this.pages = pages;
    this.texts = texts;
    this.kind = kind;
    this.path = new LocalPath(path);
    this.page = page;
    this.field = field;
  }

  /** The page; before it, where the address still holds the token, the way there. What is none becomes no cookie. */
  Action entrance() {
    return request -> request.query().find(Field.TOKEN)
        .map(token -> Cookie.LINK.fits(token) ? taken(Secret.of(token)).now() : expired(request))
        .orElseGet(() -> page(request, fresh -> fresh));
  }

  Future<Reply> refused(Request request, String problem) {
    return refused(request, 422, problem);
  }

  Future<Reply> tooMany(Request request, Duration wait) {
    return refused(request, 429, texts.tooMany(wait)).map(reply -> reply.retryAfter(wait));
  }

  /** The form's token fits no longer: the same form, with a new one. */
  Future<Reply> tooOld(Request request) {
    return refused(request, 403, texts.say("too-old"));
  }

  Future<Reply> expired(Request request) {
    Page sorry = Page.of("expired").status(410)
        .with("reset", kind == FindLink.Kind.RESET)
        .with("signUp", kind == FindLink.Kind.SIGN_UP);
    return pages.reply(request, sorry).map(reply -> reply.clear(Cookie.LINK));
  }

  /** All sessions of the account have ended; whoever wants one logs in. */
  static Future<Reply> logInAnew(Notice why) {
    return why.on(Reply.seeOther("/login"))
        .clear(Cookie.LINK)
        .clear(Cookie.SESSION)
        .clear(Cookie.PENDING)
        .now();
  }

  private Future<Reply> refused(Request request, int status, String problem) {
    return page(request, fresh -> fresh.refused(status, List.of(new Problem(field, problem))));
  }

  private Future<Reply> page(Request request, UnaryOperator<Page> change) {
    return owner(request).compose(email -> email.isEmpty()
        ? expired(request)
        : pages.reply(request, change.apply(
            page.formKey(request.secret(Cookie.LINK)).with("email", email.get()))));
  }

  private Future<Optional<String>> owner(Request request) {
    return request.find(Cookie.LINK)
        .map(link -> FindLink.OPERATION.ask(bus, new FindLink(kind, link)).map(FindLink.Answer::email))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  /** On to the page's own path, never to the one that was asked for: that is whatever somebody wrote into a link. */
  private Reply taken(Secret token) {
    return Reply.seeOther(path).header("Referrer-Policy", "no-referrer").set(Cookie.LINK, token);
  }
}
