package dev.ally.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitialsTest {
  @ParameterizedTest
  @CsvSource({
      "Ada Lovelace, AL", "ada, A", "Ada King Countess of Lovelace, AL",
      "'  Zoë   Ångström ', ZÅ", "李 小龙, 李小",
      "(Bob) \"the\" Builder, BB", "🦊 Fox, F", "🦊, 🦊", "👩‍🚀 ✨, 👩‍🚀", "'', ''", "𐐨 𐐩, 𐐀𐐁"})
  void areOfTheFirstAndTheLastWord(String name, String initials) {
    assertThat(Initials.of(name)).isEqualTo(initials);
  }
}
