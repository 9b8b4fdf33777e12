package dev.ally.language;

import dev.ally.config.SettingsRefused;
import dev.ally.text.ByteOrderMark;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The operator's own texts: {@code site/texts/LANGUAGE.properties} replaces single texts of that language, by their ids.
 * A file for a language that Ally lacks has all of them, and adds the language.
 */
final class OwnTexts {
  private static final String SUFFIX = ".properties";
  private static final Set<String> DIRECTIONS = Set.of("ltr", "rtl");

  private final Map<String, String> english;
  private final Set<String> packaged;
  private final List<String> problems = new ArrayList<>();

  /**
   * @param english the texts of the jar
   * @param packaged the tags of the languages in the jar
   */
  OwnTexts(Map<String, String> english, Set<String> packaged) {
    this.english = english;
    this.packaged = packaged;
  }

  /**
   * By tag. Blocking.
   *
   * @param site the operator's directory, which need not exist
   * @throws SettingsRefused when a text could not be said; it names all of them
   */
  Map<String, Map<String, String>> read(Path site) throws IOException {
    Path folder = site.resolve("texts");
    if (!Files.isDirectory(folder)) {
      return Map.of();
    }
    Map<String, Map<String, String>> own = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(SUFFIX)) {
          own.put(name.substring(0, name.length() - SUFFIX.length()), texts(file));
        }
      }
    }
    own.forEach(this::check);
    if (!problems.isEmpty()) {
      throw new SettingsRefused(problems);
    }
    return own;
  }

  private Map<String, String> texts(Path file) throws IOException {
    try {
      return TextFiles.read(new StringReader(ByteOrderMark.remove(Files.readString(file))));
    } catch (IllegalArgumentException | CharacterCodingException e) {
      problems.add("site/texts/" + file.getFileName() + ": "
          + (e instanceof IllegalArgumentException ? e.getMessage() : "the file is not in UTF-8"));
      return Map.of();
    }
  }

  private void check(String tag, Map<String, String> texts) {
    String file = "site/texts/" + tag + SUFFIX + ": ";
    if (!isTag(tag)) {
      problems.add(file + "the name of the file is not the tag of a language, such as de or pt-BR");
    }
    new TreeMap<>(texts).forEach((id, text) -> check(file, id, text));
    Set<String> missing = new TreeSet<>(english.keySet());
    missing.removeAll(texts.keySet());
    if (!packaged.contains(tag) && !missing.isEmpty()) {
      problems.add(file + "Ally has no texts in this language, so this file must have all of them; it lacks "
          + missing.size() + ", such as " + missing.iterator().next());
    }
  }

  private void check(String file, String id, String text) {
    if (!english.containsKey(id)) {
      problems.add(file + "there is no text " + id);
      return;
    }
    try {
      Set<String> unknown = Catalogue.message(id, text).placeholders();
      Set<String> known = Catalogue.message(id, english.get(id)).placeholders();
      unknown.removeAll(known);
      unknown.forEach(name -> problems.add(file + id + ": nothing is filled into {" + name + "}"
          + (known.isEmpty() ? "" : "; there is {" + String.join("}, {", known) + "}")));
    } catch (IllegalArgumentException e) {
      problems.add(file + e.getMessage());
      return;
    }
    problem(id, text).ifPresent(problem -> problems.add(file + id + ": " + problem));
  }

  /** What is wrong with a text that the program reads, not people. */
  private static Optional<String> problem(String id, String text) {
    if (id.startsWith("date.")) {
      try {
        DateTimeFormatter.ofPattern(text, Locale.ROOT);
      } catch (IllegalArgumentException e) {
        return Optional.of("that is no pattern of a date or time: " + e.getMessage());
      }
    }
    return id.equals("language.direction") && !DIRECTIONS.contains(text) ? Optional.of("must be ltr or rtl")
        : id.equals("language.locale") && !isTag(text) ? Optional.of("must be the tag of a language, such as en-GB")
        : Optional.empty();
  }

  private static boolean isTag(String text) {
    return !text.isEmpty() && Locale.forLanguageTag(text).toLanguageTag().equals(text);
  }
}
