package dev.ally.web.page;

import dev.ally.config.Settings;
import dev.ally.contract.account.Person;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.FormToken;
import dev.ally.web.site.Assets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts the frame around a page: banner, title, problems, notice and form token. */
public final class Pages {
  private static final String TITLE = "title";
  /** Notices that any page shows. */
  private static final Set<Notice> EVERYWHERE = EnumSet.of(Notice.FORM_TOO_OLD);
  private static final String HTML = "text/html; charset=utf-8";

  private final Catalogue texts;
  private final URI publicUrl;
  private final Templates templates;
  private final Blanks blanks = new Blanks();
  private final Map<String, Object> frame;

  /**
   * @param settings the issuer is shown as the site's name
   * @param help for people who cannot get a code
   */
  public Pages(Vertx vertx, Catalogue texts, Assets assets, Settings settings, String help) {
    this.texts = texts;
    this.publicUrl = settings.publicUrl();
    this.templates = new Templates(vertx, texts);
    this.frame = Map.of(
        "site", settings.issuer(),
        "help", help,
        "theme", assets.address("theme.css"),
        "styles", assets.address("ally.css"),
        "script", assets.address("ally.js"),
        "logo", assets.address("logo.svg"));
  }

  /** Compiles every template. Blocking. */
  public Pages warm() throws IOException {
    templates.warm();
    return this;
  }

  /** The page as a reply. It sets the visitor cookie if the page has a form, and removes the notice that was shown. */
  public Future<Reply> reply(Request request, Page page) {
    Page said = page.notice().isPresent() ? page : page.notice(Notice.of(request, EVERYWHERE));
    return reply(request, said, render(said, token(request, said)));
  }

  /** The same for a page on which only the form token differs between visitors: it is rendered once and kept. */
  public Future<Reply> replyAlike(Request request, Page page) {
    Page blank = page.formKey(Secret.empty());
    return reply(request, page, blanks.filled(blank, token(request, page), gap -> render(page, gap)));
  }

  /** The page that says why a request is refused. */
  public Future<Reply> refusal(Refusal refusal) {
    return blanks.filled(refusal, "", gap -> render(page(refusal), gap))
        .map(body -> Reply.of(refusal.status(), HTML, body));
  }

  /** The same, with the menu of a person who is signed in. A notice is kept for the page that it is meant for. */
  public Future<Reply> refusal(Refusal refusal, Request request, Person person) {
    Page page = page(refusal).of(person, request);
    return render(page, token(request, page)).map(body -> known(request, page, Reply.of(page.status(), HTML, body)));
  }

  private Page page(Refusal refusal) {
    String id = "refusal." + refusal.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return Page.of("refusal")
        .status(refusal.status())
        .with(TITLE, texts.say(id + ".title"))
        .with("text", texts.say(id + ".text", publicUrl));
  }

  private Future<Reply> reply(Request request, Page page, Future<Buffer> rendered) {
    return rendered.map(body -> Reply.of(page.status(), HTML, body)).map(reply -> {
      Reply known = known(request, page, reply);
      return request.find(Cookie.FLASH).isPresent() ? known.clear(Cookie.FLASH) : known;
    });
  }

  private static Reply known(Request request, Page page, Reply reply) {
    boolean newVisitorToken = !page.formKey().isEmpty() && request.find(Cookie.VISITOR).isEmpty();
    return newVisitorToken ? reply.set(Cookie.VISITOR, request.visitorToken()) : reply;
  }

  private static String token(Request request, Page page) {
    return page.formKey().isEmpty() ? "" : FormToken.make(request.visitorToken(), page.formKey());
  }

  private Future<Buffer> render(Page page, String token) {
    return templates.render(page.template(), model(page, token));
  }

  private Map<String, Object> model(Page page, String token) {
    Map<String, Object> model = new HashMap<>(frame);
    model.put(TITLE, Optional.ofNullable(page.values().get(TITLE))
        .orElseGet(() -> texts.say(page.template() + ".title")));
    page.person().map(Pages::banner).ifPresent(person -> model.put("person", person));
    model.put("csrf", token);
    model.put("problems", page.problems());
    model.put("errors", byField(page.problems()));
    page.notice().ifPresent(notice -> model.put("notice", notice(notice)));
    model.putAll(page.values());
    return model;
  }

  private Map<String, Object> notice(Notice notice) {
    return Map.of(
        "success", notice.success(),
        "text", texts.say(notice.textId()),
        "help", notice == Notice.ACTIVATED,
        "replace", notice == Notice.RECOVERY_CODE_USED);
  }

  private static Map<String, Object> banner(Person person) {
    return Map.of("name", person.name(), "email", person.email(), "initials", Initials.of(person.name()));
  }

  private static Map<String, String> byField(List<Problem> problems) {
    return problems.stream().collect(Collectors.toMap(Problem::field, Problem::text, (first, second) -> first));
  }
}
