package dev.ally.language;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/** The languages, each with its catalogue. English is the first, and stands in for what another language lacks. */
public final class Languages {
  static final String ENGLISH = "en";

  private final Map<String, Catalogue> byTag;
  private final AcceptedLanguages accepted;

  private Languages(Map<String, Catalogue> byTag) {
    this.byTag = byTag;
    this.accepted = new AcceptedLanguages(byTag.keySet());
  }

  /** Those of the jar. Blocking. */
  public static Languages packaged() {
    return read(Optional.empty());
  }

  /**
   * Reads them all. Blocking.
   *
   * @param site the operator's directory, whose texts replace those of the jar; it need not exist
   * @throws dev.ally.config.SettingsRefused when a text there could not be said
   */
  public static Languages read(Path site) {
    return read(Optional.of(site));
  }

  private static Languages read(Optional<Path> site) {
    try {
      return new Languages(catalogues(site));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Catalogue> catalogues(Optional<Path> site) throws IOException {
    Map<String, String> english = TextFiles.of(ENGLISH);
    SortedSet<String> tags = TextFiles.tags();
    Map<String, Map<String, String>> own =
        site.isEmpty() ? Map.of() : new OwnTexts(english, tags).read(site.get());
    Set<String> all = new LinkedHashSet<>(List.of(ENGLISH));
    all.addAll(tags);
    all.addAll(own.keySet());
    Map<String, Catalogue> byTag = new LinkedHashMap<>();
    for (String tag : all) {
      Map<String, String> texts = new HashMap<>(english);
      texts.putAll(own.getOrDefault(ENGLISH, Map.of()));
      if (tags.contains(tag)) {
        texts.putAll(TextFiles.of(tag));
      }
      texts.putAll(own.getOrDefault(tag, Map.of()));
      byTag.put(tag, new Catalogue(tag, texts));
    }
    return byTag;
  }

  /** All of them, English first, in the order of their tags, those that the operator adds last. */
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
