package dev.ally.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;

/** The catalogue of all texts of emails, by id; {@code {0}} in a text stands for its first argument. */
public final class MailCatalogue {
  private static final String CATALOGUE = "/letters.properties";

  private final Properties texts = new Properties();

  private MailCatalogue() {}

  /** Reads the catalogue. Blocking. */
  public static MailCatalogue read() {
    MailCatalogue read = new MailCatalogue();
    try (InputStream in = MailCatalogue.class.getResourceAsStream(CATALOGUE);
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      read.texts.load(reader);
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean has(String id) {
    return texts.containsKey(id);
  }

  /** @throws IllegalArgumentException when the catalogue has no such id */
  public String say(String id, Object... arguments) {
    String text = texts.getProperty(id);
    if (text == null) {
      throw new IllegalArgumentException("no text " + id);
    }
    for (int index = 0; index < arguments.length; index++) {
      text = text.replace("{" + index + "}", String.valueOf(arguments[index]));
    }
    return text;
  }

  /** The same, split into paragraphs. */
  public List<String> paragraphs(String id, Object... arguments) {
    return List.of(say(id, arguments).split("\n\n"));
  }
}
