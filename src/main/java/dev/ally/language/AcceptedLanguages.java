package dev.ally.language;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale.LanguageRange;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds which of our languages a header {@code Accept-Language} wants most (RFC 9110 §12.5.4, RFC 4647). A range fits a
 * language if both name the same one, in whatever country: somebody from Portugal reads Brazilian Portuguese before
 * English. A script must be the same, if both name one.
 */
final class AcceptedLanguages {
  /** What comes after so many characters does not count: browsers send a few dozen. */
  static final int LONGEST = 300;
  /** How many headers are remembered; reading one takes as long as a page. */
  private static final int REMEMBERED = 256;
  private static final String CHINESE = "zh";
  /** Where Chinese is written in traditional characters. */
  private static final Set<String> TRADITIONAL = Set.of("TW", "HK", "MO");

  private final List<Locale> ours;
  private final Map<String, Optional<String>> remembered =
      Collections.synchronizedMap(new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<String>> eldest) {
          return size() > REMEMBERED;
        }
      });

  AcceptedLanguages(Collection<String> tags) {
    this.ours = tags.stream().map(Locale::forLanguageTag).toList();
  }

  /** @return the tag of one of ours; empty when the header wants none of them, or cannot be read */
  Optional<String> best(String header) {
    String bounded = header.length() > LONGEST ? header.substring(0, header.lastIndexOf(',', LONGEST) + 1) : header;
    return remembered.computeIfAbsent(bounded, this::find);
  }

  private Optional<String> find(String header) {
    return Arrays.stream(header.split(","))
        .flatMap(part -> ranges(part).stream())
        .filter(range -> range.getWeight() > 0)
        .sorted(Comparator.comparingDouble(LanguageRange::getWeight).reversed())
        .map(range -> Locale.forLanguageTag(range.getRange()))
        .flatMap(wanted -> ours.stream().filter(one -> fits(wanted, one)).limit(1))
        .map(Locale::toLanguageTag)
        .findFirst();
  }

  /** A part that cannot be read counts for nothing, and the others count. */
  private static List<LanguageRange> ranges(String part) {
    try {
      return LanguageRange.parse(part);
    } catch (IllegalArgumentException malformed) {
      return List.of();
    }
  }

  private static boolean fits(Locale wanted, Locale one) {
    return wanted.getLanguage().equals(one.getLanguage())
        && (one.getScript().isEmpty() || script(wanted).isEmpty() || one.getScript().equals(script(wanted)));
  }

  private static String script(Locale wanted) {
    boolean traditional = wanted.getLanguage().equals(CHINESE) && TRADITIONAL.contains(wanted.getCountry());
    return wanted.getScript().isEmpty() && traditional ? "Hant" : wanted.getScript();
  }
}
