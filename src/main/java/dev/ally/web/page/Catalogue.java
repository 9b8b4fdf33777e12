package dev.ally.web.page;

import dev.ally.web.exchange.TimeSpan;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;

/** All texts that people see, by ids that do not change. {@code {0}} in a text stands for its first argument. */
public final class Catalogue {
  private static final String CATALOGUE = "/texts.properties";

  private final Properties words = new Properties();

  private Catalogue() {}

  /** Reads the catalogue. Blocking. */
  public static Catalogue read() throws IOException {
    Catalogue texts = new Catalogue();
    try (InputStream in = Catalogue.class.getResourceAsStream(CATALOGUE);
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      texts.words.load(reader);
    }
    return texts;
  }

  /** @throws IllegalArgumentException when the catalogue has no such id */
  public String say(String id, Object... arguments) {
    String said = words.getProperty(id);
    if (said == null) {
      throw new IllegalArgumentException("no text " + id);
    }
    for (int index = 0; index < arguments.length; index++) {
      said = said.replace("{" + index + "}", String.valueOf(arguments[index]));
    }
    return said;
  }

  /** "Too many attempts. Try again in 4 minutes." */
  public String tooMany(Duration wait) {
    return say("too-many", span(TimeSpan.of(wait)));
  }

  /** "1 minute", "4 minutes" */
  public String span(TimeSpan span) {
    String unit = span.unit().name().toLowerCase(Locale.ROOT);
    return say("span." + unit + (span.count() == 1 ? ".one" : ""), span.count());
  }

  /** "five"; from thirteen on in digits. */
  public String number(int number) {
    return words.getProperty("number." + number, Integer.toString(number));
  }
}
