package dev.ally.language;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The languages, each with its catalogue. English is the first, and stands in for what another language lacks. */
public final class Languages {
  static final String ENGLISH = "en";

  private final Map<String, Catalogue> byTag;
  private final AcceptedLanguages accepted;

  private Languages(Map<String, Catalogue> byTag) {
    this.byTag = byTag;
    this.accepted = new AcceptedLanguages(byTag.keySet());
  }

  /** Reads them all. Blocking. */
  public static Languages read() {
    try {
      return new Languages(catalogues());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Catalogue> catalogues() throws IOException {
    Map<String, String> english = TextFiles.of(ENGLISH);
    Map<String, Catalogue> byTag = new LinkedHashMap<>();
    byTag.put(ENGLISH, new Catalogue(ENGLISH, english));
    for (String tag : TextFiles.tags()) {
      if (!tag.equals(ENGLISH)) {
        Map<String, String> texts = new HashMap<>(english);
        texts.putAll(TextFiles.of(tag));
        byTag.put(tag, new Catalogue(tag, texts));
      }
    }
    return byTag;
  }

  /** All of them, English first, in the order of their tags. */
  public Collection<Catalogue> all() {
    return byTag.values();
  }

  public Catalogue english() {
    return byTag.get(ENGLISH);
  }

  /** Whether that is the tag of one of the languages. */
  public boolean has(String tag) {
    return byTag.containsKey(tag);
  }

  /**
   * The tag of the language for a browser: the chosen one, or else the one that the browser wants most, or else English.
   *
   * @param chosen the tag of a language; it may be any text
   * @param accepted the header {@code Accept-Language}; empty where there is none
   */
  public String best(Optional<String> chosen, String accepted) {
    return chosen.filter(this::has).or(() -> this.accepted.best(accepted)).orElse(ENGLISH);
  }

  /** The catalogue of that language; the English one where there is none. */
  public Catalogue of(String tag) {
    return byTag.getOrDefault(tag, english());
  }
}
