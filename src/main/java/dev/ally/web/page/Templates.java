package dev.ally.web.page;

import com.github.jknack.handlebars.EscapingStrategy;
import com.github.jknack.handlebars.Handlebars;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.cache.ConcurrentMapTemplateCache;
import com.github.jknack.handlebars.context.MapValueResolver;
import com.github.jknack.handlebars.context.MethodValueResolver;
import dev.ally.language.Catalogue;
import dev.ally.language.Moment;
import dev.ally.language.Text;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.templ.handlebars.HandlebarsTemplateEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The Handlebars templates in one language, each compiled once. Every value is escaped for text and for quoted
 * attributes; templates put values nowhere else.
 *
 * <p>{@code {{t "id" name=value}}} is a text in the content of an element, where what people have typed is isolated by
 * {@code <bdi>}. In an attribute and in {@code <title>} it is {@code {{plain "id" name=value}}}; {@code {{plain text}}}
 * is the same for a text that a handler has made.
 */
final class Templates {
  /** Pages and partials. */
  static final List<String> NAMES = List.of(
      "home", "signup", "login", "code", "profile", "security", "link", "deactivate", "password", "recovery",
      "authenticator", "sessions", "activity", "not-me", "refusal", "forgot", "check-mail", "reset", "undo",
      "undo-waits", "stop-undo", "confirm-sign-up", "expired", "email", "data", "delete", "picture", "confirm-email", "browser", "rename",
      "layout", "portrait", "settings", "csrf", "problem", "back", "copy", "password-field", "totp", "factors", "lost",
      "authenticator-name", "languages", "zone", "application", "leave", "consent", "not-in-group", "leaving", "posting",
      "application-error", "end-session", "applications", "desk", "desk-code", "desk-account");

  /** What people without a session see first, with its partials. */
  static final List<String> FIRST = List.of(
      "home", "login", "code", "layout", "csrf", "languages", "problem", "password-field", "totp");

  private static final Pattern UNSAFE = Pattern.compile("[&<>\"']");
  private static final EscapingStrategy UNSAFE_ESCAPED = new EscapingStrategy.Hbs(new String[][] {
    {"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}
  });
  /**
   * Returns early for values without a special character: the library's look-up of each character took a third of the
   * time of a page.
   */
  private static final EscapingStrategy ESCAPING =
      value -> UNSAFE.matcher(value).find() ? UNSAFE_ESCAPED.escape(value) : value;

  /** A text in the content of an element. */
  private static final Catalogue.Writing MARKUP = new Catalogue.Writing() {
    @Override
    public String words(String text) {
      return ESCAPING.escape(text).toString();
    }

    @Override
    public String value(String text, boolean isolated) {
      return isolated ? "<bdi>" + words(text) + "</bdi>" : words(text);
    }

    @Override
    public String time(Moment moment, String written) {
      return "<time datetime=\"" + moment.at().truncatedTo(ChronoUnit.SECONDS) + "\""
          + (moment.ofDay() ? " data-day>" : ">") + written + "</time>";
    }
  };

  private final HandlebarsTemplateEngine engine;
  private final Catalogue texts;

  Templates(Vertx vertx, Catalogue texts) {
    this.texts = texts;
    this.engine = HandlebarsTemplateEngine.create(vertx);
    // Values are maps and records. Every other resolver would be tried for each missing value.
    engine.setResolvers(MapValueResolver.INSTANCE, MethodValueResolver.INSTANCE).unwrap()
        .setCharset(StandardCharsets.UTF_8)
        .with(new PackagedTemplates(id -> texts.say(Text.of(id), MARKUP)))
        .with(new ConcurrentMapTemplateCache())
        .with(ESCAPING)
        .with((value, next) -> next.format(value instanceof Text text ? markup(texts, text)
            : value instanceof Moment moment ? markup(texts, Text.of("verbatim").with("text", moment))
            : value))
        .preEvaluatePartialBlocks(false)
        .registerHelper("t", (Object text, Options options) -> markup(texts, text(text, options)))
        .registerHelper("plain", (Object text, Options options) -> texts.say(text(text, options)))
        .registerHelperMissing(Templates::refuse);
  }

  private static Handlebars.SafeString markup(Catalogue texts, Text text) {
    return new Handlebars.SafeString(texts.say(text, MARKUP));
  }

  /** @param text a text, or the id of one, which the options fill in */
  private static Text text(Object text, Options options) {
    return text instanceof Text known ? known : new Text(text.toString(), options.hash);
  }

  /** The engine keeps what it has compiled by its path, for the whole of a Vert.x; so that has the language in it. */
  Future<Buffer> render(String template, Map<String, Object> values) {
    return engine.render(values, PackagedTemplates.FOLDER + texts.tag() + "/" + template);
  }

  /** Compiles these templates. Blocking. */
  void warm(List<String> names) throws IOException {
    texts.warm();
    Handlebars handlebars = engine.unwrap();
    for (String name : names) {
      handlebars.compile(name);
    }
  }

  private static Object refuse(Object context, Options options) {
    throw new IllegalArgumentException("no helper " + options.helperName);
  }
}
