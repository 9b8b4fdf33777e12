package dev.ally.web.page;

import dev.ally.config.Settings;
import dev.ally.contract.account.Person;
import dev.ally.crypto.Secret;
import dev.ally.language.Catalogue;
import dev.ally.language.Languages;
import dev.ally.language.Text;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.FormToken;
import dev.ally.web.site.Assets;
import dev.ally.web.site.SiteFiles;
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
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** Puts the frame around a page: banner, title, problems, notice and form token. */
public final class Pages {
  private static final String TITLE = "title";
  /** Notices that any page shows. */
  private static final Set<Notice> EVERYWHERE = EnumSet.of(Notice.FORM_TOO_OLD);
  private static final String HTML = "text/html; charset=utf-8";

  private final Languages languages;
  private final URI publicUrl;
  private final Map<String, Edition> editions;
  /** Whose templates are not compiled yet, English first. */
  private final Queue<Edition> cold;
  private final Map<String, Object> frame;

  /** The pages in one language. */
  private record Edition(String language, Templates templates, Blanks blanks, List<Map<String, Object>> offered) {}

  /**
   * @param settings the issuer is shown as the site's name
   * @param site the operator's files: help for people who cannot get a code, and links
   * @param forApplications whether people log in to applications here
   */
  public Pages(
      Vertx vertx, Languages languages, Assets assets, Settings settings, SiteFiles site, boolean forApplications) {
    this.languages = languages;
    this.publicUrl = settings.publicUrl();
    this.editions = languages.all().stream().collect(Collectors.toUnmodifiableMap(
        Catalogue::tag,
        texts -> new Edition(texts.tag(), new Templates(vertx, texts), new Blanks(), offered(languages, texts))));
    this.cold = languages.all().stream().map(texts -> editions.get(texts.tag()))
        .collect(Collectors.toCollection(ConcurrentLinkedQueue::new));
    this.frame = frame(assets, settings, site, forApplications);
  }

  private static Map<String, Object> frame(
      Assets assets, Settings settings, SiteFiles site, boolean forApplications) {
    Map<String, Object> frame = new HashMap<>(Map.of(
        "site", settings.issuer(),
        "forApplications", forApplications,
        "help", site.help().map(Text::verbatim).orElse(Text.of("help")),
        "theme", assets.address("theme.css"),
        "styles", assets.address("ally.css"),
        "script", assets.address("ally.js"),
        "logo", assets.address("logo.svg"),
        "links", site.links().stream()
            .map(link -> Map.of("url", link.url(), "text", Text.of("footer." + link.name()))).toList()));
    assets.find("wordmark.svg").ifPresent(address -> frame.put("wordmark", address));
    assets.find("wordmark-dark.svg").ifPresent(address -> frame.put("wordmarkDark", address));
    assets.find("favicon.ico").ifPresent(address -> frame.put("icon", address));
    assets.find(Assets.OWN_STYLES).ifPresent(address -> frame.put("ownStyles", address));
    return Map.copyOf(frame);
  }

  /** Compiles the pages of a login in English. Blocking. */
  public Pages warm() throws IOException {
    editions.get(languages.english().tag()).templates.warm(Templates.FIRST);
    return this;
  }

  /**
   * Compiles every template in one more language, beginning with English, which takes a while. Until then a page
   * compiles its own. Blocking.
   *
   * @return whether there was another
   */
  public boolean warmNext() throws IOException {
    Edition edition = cold.poll();
    if (edition != null) {
      edition.templates.warm(Templates.NAMES);
    }
    return edition != null;
  }

  /** The catalogue in the language that this person reads. */
  public Catalogue texts(Request request, Person person) {
    return languages.of(language(request, Optional.of(person)));
  }

  /** The languages that a page in this one offers; none where there is no other. */
  private static List<Map<String, Object>> offered(Languages languages, Catalogue texts) {
    return languages.all().size() == 1 ? List.of() : languages.all().stream().map(one -> Map.<String, Object>of(
        "tag", one.tag(), "name", one.name(), "direction", one.direction(), "chosen", one == texts)).toList();
  }

  private String language(Request request, Optional<Person> person) {
    return person.map(Person::language).filter(languages::has).orElse(request.language());
  }

  private Edition edition(Request request, Page page) {
    return editions.get(language(request, page.person()));
  }

  /** The switch of languages is a form, and is on every page. */
  private Page withSwitch(Request request, Page page) {
    return editions.size() == 1 || !page.formKey().isEmpty() ? page : page.formKey(request.visitorToken());
  }

  /** The page as a reply. It sets the visitor cookie if the page has a form, and removes the notice that was shown. */
  public Future<Reply> reply(Request request, Page page) {
    Page keyed = withSwitch(request, page);
    Page said = keyed.notice().isPresent() ? keyed : keyed.notice(Notice.of(request, EVERYWHERE));
    Edition edition = edition(request, said);
    return reply(request, said, edition, render(edition, said, token(request, said)));
  }

  /**
   * The same for a page whose only form leads to another site: it has neither a switch of languages nor a menu.
   *
   * @param reader whose language it is in
   */
  public Future<Reply> replyWithoutSwitch(Request request, Optional<Person> reader, Page page) {
    Edition edition = editions.get(language(request, reader));
    return reply(request, page, edition, render(edition, page, ""));
  }

  /** The same for a page on which only the form token differs between visitors: it is rendered once and kept. */
  public Future<Reply> replyAlike(Request request, Page page) {
    Page blank = page.formKey(Secret.empty());
    Edition edition = edition(request, page);
    return reply(request, page, edition,
        edition.blanks.filled(blank, token(request, page), gap -> render(edition, page, gap)));
  }

  /**
   * The page that says why a request is refused.
   *
   * @param language its tag
   */
  public Future<Reply> refusal(Refusal refusal, String language) {
    Edition edition = editions.get(language);
    return edition.blanks.filled(refusal, "", gap -> render(edition, page(refusal), ""))
        .map(body -> html(edition, refusal.status(), body));
  }

  /** The same, with the menu of a person who is signed in. A notice is kept for the page that it is meant for. */
  public Future<Reply> refusal(Refusal refusal, Request request, Person person) {
    Page page = page(refusal).of(person, request);
    return render(edition(request, page), page, token(request, page))
        .map(body -> known(request, page, html(edition(request, page), page.status(), body)));
  }

  private static Reply html(Edition edition, int status, Buffer body) {
    return Reply.of(status, HTML, body)
        .header("Content-Language", edition.language)
        .header("Vary", "Accept-Language, Cookie");
  }

  private Page page(Refusal refusal) {
    String id = "refusal." + refusal.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return Page.of("refusal")
        .status(refusal.status())
        .with(TITLE, Text.of(id + ".title"))
        .with("text", Text.of(id + ".text").with("url", publicUrl));
  }

  private Future<Reply> reply(Request request, Page page, Edition edition, Future<Buffer> rendered) {
    return rendered.map(body -> html(edition, page.status(), body)).map(reply -> {
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

  private Future<Buffer> render(Edition edition, Page page, String token) {
    return edition.templates.render(page.template(), model(edition, page, token));
  }

  private Map<String, Object> model(Edition edition, Page page, String token) {
    Map<String, Object> model = new HashMap<>(frame);
    model.put("language", edition.language);
    model.put("languages", token.isEmpty() ? List.of() : edition.offered);
    model.put(TITLE, Optional.ofNullable(page.values().get(TITLE)).orElseGet(() -> Text.of(page.template() + ".title")));
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
        "text", Text.of(notice.textId()),
        "help", notice == Notice.ACTIVATED,
        "replace", notice == Notice.RECOVERY_CODE_USED);
  }

  private static Map<String, Object> banner(Person person) {
    Map<String, Object> banner = new HashMap<>(Map.of(
        "name", person.name(), "email", person.email(), "initials", Initials.of(person.name()),
        "tone", Tone.of(person.accountId()), "operator", person.operator()));
    person.picture().ifPresent(id -> banner.put("picture", Paths.PICTURE + ".jpg?" + Field.PICTURE.id() + "=" + id));
    return banner;
  }

  private static Map<String, Text> byField(List<Problem> problems) {
    return problems.stream().collect(Collectors.toMap(Problem::field, Problem::text, (first, second) -> first));
  }
}
