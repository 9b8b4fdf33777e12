package dev.ally.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.config.SettingsRefused;
import dev.ally.harness.PseudoLanguage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguagesTest {
  private static final AcceptedLanguages TWELVE = new AcceptedLanguages(
      List.of("en", "ar", "de", "es", "fr", "he", "it", "ja", "nl", "pl", "pt-BR", "zh-Hans"));

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "de | de", "de-CH | de", "DE-at | de", "zh-CN | zh-Hans", "zh | zh-Hans", "zh-Hans-SG | zh-Hans", "iw | he",
      "iw-IL | he", "he-IL | he", "pt | pt-BR", "pt-PT | pt-BR", "en-GB, de | en", "sv, de;q=0.5 | de",
      "fr;q=0.3, ja;q=0.8, it;q=0.5 | ja", "zh-TW, zh;q=0.9 | zh-Hans", "de;q=0, fr;q=0.1 | fr", " de , fr | de",
      "fr;q=1.5, de | de", "ar-EG;q=abc, it;q=0.1, de | de", "de_DE, fr | fr"})
  void findsTheBestForAHeader(String header, String tag) {
    assertThat(TWELVE.best(header)).contains(tag);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "sv", "*", "zh-TW", "zh-Hant", "zh-HK", "de;q=0", "de;q=2", "de;q=x", ";", ",,,", "q=1", "\u0000", "ä", "de_AT_x"})
  void findsNoneWhereNoneIsWantedOrTheHeaderCannotBeRead(String header) {
    assertThat(TWELVE.best(header)).isEmpty();
  }

  @Test
  void readsNoMoreOfAHeaderThanABrowserSends() {
    assertThat(TWELVE.best("sv,".repeat(50) + "de")).contains("de");
    assertThat(TWELVE.best("sv,".repeat(1_000) + "de")).isEmpty();
    assertThat(TWELVE.best("x".repeat(10_000))).isEmpty();
  }

  @Test
  void prefersTheChosenOneThenTheBrowsersThenEnglish(@TempDir Path dataDir) throws IOException {
    Languages languages = Languages.read(PseudoLanguage.addTo(dataDir).resolve("site"));

    assertThat(languages.best(Optional.of("en"), "fa")).isEqualTo("en");
    assertThat(languages.best(Optional.of("nonsense"), "fa-IR")).isEqualTo("fa");
    assertThat(languages.best(Optional.empty(), "sv")).isEqualTo("en");
    assertThat(languages.of("nonsense")).isSameAs(languages.english());
  }

  @Test
  void takeTheOperatorsTextsInThePlaceOfTheirs(@TempDir Path site) throws IOException {
    write(site, "en", "\ufefflogin.title=Sign in\nhome.greeting=Hi {name}, you are {name}\n");

    Catalogue english = Languages.read(site).english();

    assertThat(english.say("login.title")).isEqualTo("Sign in");
    assertThat(english.say(Text.of("home.greeting").with("name", "Ada"))).isEqualTo("Hi Ada, you are Ada");
    assertThat(english.say("skip")).isEqualTo("Skip to content");
  }

  @Test
  void refuseAllAtOnceWhatCouldNotBeSaid(@TempDir Path site) throws IOException {
    write(site, "en", "nonsense=x\nhome.greeting=Hi {nam}\nlogin.title=Sign in {\nlogin.button=a\n");
    write(site, "xx", "login.title=x\n");
    write(site, "not a tag", "");
    write(site, "de", "date.day=j\ndate.minute=H 'Uhr' mm\nlanguage.direction=left\nlanguage.locale=German\n");
    Files.write(site.resolve("texts/fr.properties"), new byte[] {'a', '=', (byte) 0xff});

    assertThatThrownBy(() -> Languages.read(site)).isInstanceOfSatisfying(SettingsRefused.class, refused ->
        assertThat(refused.problems())
            .anySatisfy(problem -> assertThat(problem).contains("en.properties", "no text nonsense"))
            .anySatisfy(problem -> assertThat(problem).contains("en.properties", "{nam}", "{name}"))
            .anySatisfy(problem -> assertThat(problem).contains("en.properties", "login.title", "cannot be read"))
            .anySatisfy(problem -> assertThat(problem).contains("xx.properties", "must have all"))
            .anySatisfy(problem -> assertThat(problem).contains("not a tag.properties", "not the tag of a language"))
            .anySatisfy(problem -> assertThat(problem).contains("fr.properties", "not in UTF-8"))
            .anySatisfy(problem -> assertThat(problem).contains("de.properties", "date.day", "pattern letter: j"))
            .anySatisfy(problem -> assertThat(problem).contains("de.properties", "language.direction", "ltr or rtl"))
            .anySatisfy(problem -> assertThat(problem).contains("de.properties", "language.locale", "such as en-GB"))
            .noneSatisfy(problem -> assertThat(problem).contains("date.minute"))
            .noneSatisfy(problem -> assertThat(problem).contains("login.button")));
  }

  @Test
  void refuseATextThatStandsThereTwice(@TempDir Path site) throws IOException {
    write(site, "en", "login.title=a\nlogin.title=b\n");

    assertThatThrownBy(() -> Languages.read(site)).hasMessageContaining("login.title stands there twice");
  }

  private static void write(Path site, String tag, String texts) throws IOException {
    Files.createDirectories(site.resolve("texts"));
    Files.writeString(site.resolve("texts").resolve(tag + ".properties"), texts);
  }
}
