package dev.ally.account.mailed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GreetedNameTest {
  @ParameterizedTest
  @ValueSource(strings = {
    "Ada", "Dr. Ada Lovelace, Jr.", "J. R. O’Neil", "Zoë 🦊", "דוד בן־גוריון", "山田 太郎", "فاطمة", "A & B <3", "👩\u200d🚀 Ada"
  })
  void isTheNameAsItWasTyped(String name) {
    assertThat(GreetedName.of(name)).contains(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    " ", "evil.example", "see https://evil", "evil。example", "ｅｖｉｌ．example", "www evil", "ada@evil", "evil/path", "evil:80",
    "Ada\u202e", "Ada\u2067", "Ada\nLovelace", "evil\u2024example"
  })
  void isLeftOutWhereAMailProgramCouldShowALinkOrTheRestCouldTurn(String name) {
    assertThat(GreetedName.of(name)).isEmpty();
  }
}
