package dev.ally.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {
  private static final String POLISH =
      "{count, plural, =0 {nic} one {# kod {name}} few {# kody} many {# kodów} other {# kodu}}, {name}’s";
  private static final ZonedDateTime MARCH = ZonedDateTime.of(2026, 3, 3, 9, 14, 5, 0, ZoneOffset.UTC);

  /** A language of one text, and of what every language has. */
  private static Catalogue catalogue(String tag, String direction, String text) {
    Map<String, String> texts = new HashMap<>(Map.of(
        "language.locale", tag, "language.direction", direction, "date.day", "d 'de' MMMM", "date.day.year", "y年M月d日",
        "date.minute", "H:mm", "date.second", "h:mm:ss a"));
    texts.put("text", text);
    return new Catalogue(tag, texts);
  }

  private static String say(Catalogue catalogue, String name, Object value) {
    return catalogue.say(Text.of("text").with(name, value));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "0 | nic, Ada’s", "1 | 1 kod Ada, Ada’s", "2 | 2 kody, Ada’s", "5 | 5 kodów, Ada’s", "22 | 22 kody, Ada’s"})
  void choosesThePluralOfTheLanguage(int count, String said) {
    Text text = Text.of("text").with("count", count).with("name", "Ada");

    assertThat(catalogue("pl", "ltr", POLISH).say(text)).isEqualTo(said);
  }

  @Test
  void writesTimesInTheLanguage() {
    assertThat(say(catalogue("pt-BR", "ltr", "{at}"), "at", new When(When.Form.DAY, MARCH))).isEqualTo("3 de março");
    assertThat(say(catalogue("ja", "ltr", "{at}"), "at", new When(When.Form.DAY_AND_YEAR, MARCH)))
        .isEqualTo("2026年3月3日");
    assertThat(say(catalogue("ar", "rtl", "{at}"), "at", new When(When.Form.SECOND, MARCH))).isEqualTo("9:14:05 ص");
  }

  @Test
  void isolatesWhatWasTypedWhereItsDirectionMatters() {
    assertThat(say(catalogue("en", "ltr", "Hello, {name}."), "name", "Ada")).isEqualTo("Hello, Ada.");
    assertThat(say(catalogue("en", "ltr", "Hello, {name}."), "name", "עדה")).isEqualTo("Hello, \u2068עדה\u2069.");
    assertThat(say(catalogue("he", "rtl", "שלום, {name}."), "name", "Ada")).isEqualTo("שלום, \u2068Ada\u2069.");
    assertThat(say(catalogue("he", "rtl", "{count}"), "count", 5)).isEqualTo("5");
  }

  @Test
  void saysATextWithinAText() {
    assertThat(say(catalogue("en", "ltr", "[{a}]"), "a", Text.of("date.minute"))).isEqualTo("[H:mm]");
  }

  @Test
  void fillsInNothingTwice() {
    assertThat(say(catalogue("en", "ltr", "{a} {a}"), "a", "{a}")).isEqualTo("{a} {a}");
  }

  @Test
  void isNotSaidWithoutItsValues() {
    Catalogue english = catalogue("en", "ltr", "{count, plural, other {#}}");

    assertThatThrownBy(() -> english.say("text")).hasMessageContaining("{count}");
    assertThatThrownBy(() -> say(english, "count", "five")).hasMessageContaining("is not a number");
    assertThatThrownBy(() -> english.say("nonsense")).hasMessageContaining("nonsense");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{", "{}", "{a", "{a, plural, one {x}}", "{a, date}", "{a, number}", "{a, select, other {x}}",
      "{a, selectordinal, other {x}}", "{a, plural, offset:1 other {x}}"})
  void refusesWhatItDoesNotSay(String text) {
    assertThatThrownBy(() -> Catalogue.message("text", text)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the text text");
  }
}
