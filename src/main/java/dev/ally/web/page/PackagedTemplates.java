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

/**
 * Finds templates and their partials in the jar, and reads each once: the engine's own loader would read and compile a
 * partial anew for every page.
 */
final class PackagedTemplates extends AbstractTemplateLoader {
  /** What the engine is told to look in; it hands on the name alone. */
  static final String FOLDER = "templates/";

  private static final String SUFFIX = ".hbs";

  private final Map<String, TemplateSource> read = new ConcurrentHashMap<>();

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
      TemplateSource source = new StringTemplateSource(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      read.put(name, source);
      return source;
    }
  }
}
