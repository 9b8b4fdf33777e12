package dev.ally.web.page;

import com.github.jknack.handlebars.EscapingStrategy;
import com.github.jknack.handlebars.Handlebars;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.cache.ConcurrentMapTemplateCache;
import com.github.jknack.handlebars.context.MapValueResolver;
import com.github.jknack.handlebars.context.MethodValueResolver;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.templ.handlebars.HandlebarsTemplateEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The Handlebars templates, each compiled once. Every value is escaped for text and for quoted attributes; templates
 * put values nowhere else.
 */
final class Templates {
  /** Pages and partials; {@link #warm} compiles them before the first request. */
  static final List<String> NAMES = List.of(
      "home", "signup", "login", "code", "profile", "security", "link", "deactivate", "password", "recovery",
      "authenticator", "sessions", "activity", "not-me", "refusal", "forgot", "reset", "undo", "undo-waits", "stop-undo",
      "confirm-sign-up", "expired", "email", "confirm-email", "browser", "rename", "layout", "settings", "csrf",
      "problem", "copy", "password-field", "totp", "lost", "authenticator-name", "time", "zone");

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

  private final HandlebarsTemplateEngine engine;

  Templates(Vertx vertx, Catalogue texts) {
    this.engine = HandlebarsTemplateEngine.create(vertx);
    // Values are maps and records. Every other resolver would be tried for each missing value.
    engine.setResolvers(MapValueResolver.INSTANCE, MethodValueResolver.INSTANCE).unwrap()
        .setCharset(StandardCharsets.UTF_8)
        .with(new PackagedTemplates(id -> ESCAPING.escape(texts.say(id)).toString()))
        .with(new ConcurrentMapTemplateCache())
        .with(ESCAPING)
        .preEvaluatePartialBlocks(false)
        .registerHelper("t", (Object id, Options options) -> texts.say(id.toString(), options.params))
        .registerHelperMissing(Templates::refuse);
  }

  Future<Buffer> render(String template, Map<String, Object> values) {
    return engine.render(values, PackagedTemplates.FOLDER + template);
  }

  /** Compiles every template. Blocking. */
  void warm() throws IOException {
    Handlebars handlebars = engine.unwrap();
    for (String name : NAMES) {
      handlebars.compile(name);
    }
  }

  private static Object refuse(Object context, Options options) {
    throw new IllegalArgumentException("no helper " + options.helperName);
  }
}
