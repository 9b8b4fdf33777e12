package dev.ally.web.page;

import com.github.jknack.handlebars.io.AbstractTemplateLoader;
import com.github.jknack.handlebars.io.StringTemplateSource;
import com.github.jknack.handlebars.io.TemplateSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds templates and their partials in the jar and reads each once. The engine's own loader would read and compile a
 * partial again for every page. Texts without arguments are put in here, once for all pages.
 */
final class PackagedTemplates extends AbstractTemplateLoader {
  /** The engine needs a folder to look in; it passes on the name alone. */
  static final String FOLDER = "templates/";

  private static final String SUFFIX = ".hbs";

  private static final Pattern TEXT = Pattern.compile("\\{\\{t \"([^\"]+)\"}}");

  private final UnaryOperator<String> texts;
  private final Map<String, TemplateSource> read = new ConcurrentHashMap<>();

  /** @param texts by id, as they stand in a page */
  PackagedTemplates(UnaryOperator<String> texts) {
    this.texts = texts;
  }

  @Override
  public TemplateSource sourceAt(String location) throws IOException {
    String name = location.endsWith(SUFFIX) ? location : location + SUFFIX;
    TemplateSource known = read.get(name);
    if (known != null) {
      return known;
    }
    try (InputStream in = PackagedTemplates.class.getResourceAsStream("/" + FOLDER + name)) {
      if (in == null) {
        throw new FileNotFoundException(name);
      }
      String template = TEXT.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .replaceAll(found -> Matcher.quoteReplacement(texts.apply(found.group(1))));
      TemplateSource source = new StringTemplateSource(name, template);
      read.put(name, source);
      return source;
    }
  }
}
