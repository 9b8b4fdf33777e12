package dev.ally.harness;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * English in the letters of another script, a third longer, and written from right to left. An operator's directory
 * adds it as a language, so that tests need no real one: of Persian it has the tag and the plurals.
 */
public final class PseudoLanguage {
  public static final String TAG = "fa";

  private static final String LETTERS = "\u0627\u0628\u062a\u062f\u0647\u0641\u06af\u062d\u06cc\u062c\u06a9\u0644\u0645"
      + "\u0646\u0648\u067e\u0642\u0631\u0633\u0637\u0639\u063a\u0686\u062e\u0634\u0632";

  private PseudoLanguage() {}

  /** Adds it to the data directory of a server that is not yet started. */
  public static Path addTo(Path dataDir) throws IOException {
    Properties texts = new Properties();
    for (String file : new String[] {"pages.properties", "mails.properties"}) {
      try (Reader reader = Files.newBufferedReader(Path.of("src/main/resources/texts/en", file))) {
        texts.load(reader);
      }
    }
    texts.replaceAll((id, text) -> id.toString().startsWith("date.") ? text : said(text.toString()));
    texts.setProperty("help", said("Ask the administrator."));
    texts.setProperty("language.name", said("pseudo"));
    texts.setProperty("language.direction", "rtl");
    texts.setProperty("language.locale", TAG + "-u-nu-latn");
    Path folder = Files.createDirectories(dataDir.resolve("site/texts"));
    try (var writer = Files.newBufferedWriter(folder.resolve(TAG + ".properties"))) {
      texts.store(writer, null);
    }
    return dataDir;
  }

  /** The words of a text, as the language has them. */
  public static String said(String text) {
    StringBuilder said = new StringBuilder();
    int depth = 0;
    for (char c : text.toCharArray()) {
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      boolean word = depth % 2 == 0;
      char lower = Character.toLowerCase(c);
      said.append(word && lower >= 'a' && lower <= 'z' ? LETTERS.charAt(lower - 'a') : c);
    }
    return said.toString();
  }
}
