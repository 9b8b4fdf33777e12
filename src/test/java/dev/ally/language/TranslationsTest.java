package dev.ally.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.DateTimePatternGenerator;
import com.ibm.icu.text.PluralRules;
import com.ibm.icu.util.ULocale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each folder of texts is whole: a language that is incomplete or wrong does not pass the build. */
class TranslationsTest {
  private static final Path TEXTS = Path.of("src/main/resources/texts");
  private static final int MOST_COUNTED = 1_000;
  private static final Pattern MARKUP = Pattern.compile("<|&[a-z#]|[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

  /** Marks as a typewriter has them, of which a printed text in that language has none. */
  private static final Map<String, String> TYPEWRITTEN = Map.of(
      "fr", " [?!;:»]|« ",
      "es", "^[^¿]*\\?|^[^¡]*!",
      "ar", "\\?",
      "ja", "[?!()]",
      "zh-Hans", "[?!()]");
  private static final String TYPEWRITTEN_ANYWHERE = "\"|\\.\\.\\.";

  private static Map<String, String> english() throws IOException {
    return TextFiles.of(Languages.ENGLISH);
  }

  static Set<String> tags() throws IOException {
    return TextFiles.tags();
  }

  private static List<String> translated() throws IOException {
    // English as well, so that these tests run before there is another language.
    return List.copyOf(tags());
  }

  @ParameterizedTest
  @MethodSource("translated")
  void haveEveryTextAndNoOther(String tag) throws IOException {
    Set<String> ids = TextFiles.of(tag).keySet();
    assertThat(english().keySet()).as("English texts").allSatisfy(id -> assertThat(ids).as(tag).contains(id));
    assertThat(ids).as(tag).allSatisfy(id -> assertThat(english().keySet()).as("English texts").contains(id));
  }

  @ParameterizedTest
  @MethodSource("translated")
  void fillInWhatEnglishFillsIn(String tag) throws IOException {
    Map<String, Set<String>> english = placeholders(english());
    placeholders(TextFiles.of(tag)).forEach((id, names) ->
        assertThat(names).as("%s: the placeholders of %s", tag, id).isEqualTo(english.get(id)));
  }

  @ParameterizedTest
  @MethodSource("translated")
  void haveEveryPluralThatTheLanguageNeeds(String tag) throws IOException {
    PluralRules rules = PluralRules.forLocale(ULocale.forLanguageTag(tag));
    Set<String> needed = IntStream.rangeClosed(0, MOST_COUNTED).mapToObj(rules::select)
        .collect(Collectors.toCollection(TreeSet::new));
    needed.add("other");
    messages(TextFiles.of(tag)).forEach((id, message) -> message.categories().forEach((name, written) ->
        assertThat(written).as("the plurals of {%s} in %s", name, id).isEqualTo(needed)));
  }

  @ParameterizedTest
  @MethodSource("translated")
  void saySomethingWithoutMarkup(String tag) throws IOException {
    assertThat(TextFiles.of(tag)).allSatisfy((id, text) -> assertThat(text).as(id)
        .isNotBlank()
        .isEqualTo(text.strip())
        .doesNotContainPattern(MARKUP));
  }

  @ParameterizedTest
  @MethodSource("translated")
  void haveTheMarksAndBlanksOfPrint(String tag) throws IOException {
    Pattern typewritten = Pattern.compile(TYPEWRITTEN.getOrDefault(tag, TYPEWRITTEN_ANYWHERE));
    assertThat(TextFiles.of(tag)).allSatisfy((id, text) -> assertThat(text).as(id)
        .doesNotContainPattern(TYPEWRITTEN_ANYWHERE)
        .doesNotContainPattern(typewritten));
  }

  @ParameterizedTest
  @MethodSource("translated")
  void writeTimesAsTheUnicodeConsortiumHasThem(String tag) throws IOException {
    Map<String, String> texts = TextFiles.of(tag);
    ULocale locale = ULocale.forLanguageTag(texts.get("language.locale"));
    DateTimePatternGenerator patterns = DateTimePatternGenerator.getInstance(locale);
    assertThat(locale.getLanguage()).isEqualTo(ULocale.forLanguageTag(tag).getLanguage());
    assertThat(texts)
        .containsEntry("date.day", patterns.getBestPattern("MMMMd"))
        .containsEntry("date.day.year", patterns.getBestPattern("yMMMMd"))
        .containsEntry("date.minute", patterns.getBestPattern("jmm"))
        .containsEntry("date.second", patterns.getBestPattern("jmmss"))
        .containsEntry("language.direction", ULocale.forLanguageTag(tag).isRightToLeft() ? "rtl" : "ltr");
  }

  @Test
  void sayInEnglishWhatEveryPlaceholderIs() throws IOException {
    for (String file : List.of("pages.properties", "mails.properties")) {
      List<String> lines = Files.readAllLines(TEXTS.resolve("en").resolve(file));
      for (int line = 0; line < lines.size(); line++) {
        String text = lines.get(line);
        int at = line;
        if (text.startsWith("#") || !text.contains("{")) {
          continue;
        }
        String explained = String.join("\n", lines.subList(0, at).stream().filter(one -> one.startsWith("#")).toList());
        Message message = Message.of(text.substring(text.indexOf('=') + 1));
        assertThat(message.placeholders()).as("%s:%d", file, line + 1)
            .allSatisfy(name -> assertThat(explained).contains("{" + name + "}"));
      }
    }
  }

  private static Map<String, Message> messages(Map<String, String> texts) {
    Map<String, Message> messages = new TreeMap<>();
    texts.forEach((id, text) -> messages.put(id, Catalogue.message(id, text)));
    return messages;
  }

  private static Map<String, Set<String>> placeholders(Map<String, String> texts) {
    Map<String, Set<String>> placeholders = new TreeMap<>();
    messages(texts).forEach((id, message) -> placeholders.put(id, message.placeholders()));
    return placeholders;
  }
}
