package dev.ally.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.language.Catalogue;
import dev.ally.language.Languages;
import dev.ally.language.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  private static final Path TEMPLATES = Path.of("src/main/resources/templates");
  private static final Pattern NAMED = Pattern.compile("[({](?:t|plain) \"([^\"]+)\"");

  @Test
  void hasEveryTextThatATemplateNames() throws IOException {
    Catalogue texts = Languages.packaged().english();

    List<String> ids = templates().stream()
        .flatMap(template -> NAMED.matcher(template).results())
        .map(found -> found.group(1))
        .toList();

    assertThat(ids).hasSizeGreaterThan(50).allMatch(texts::has);
  }

  @Test
  void hasEveryNotice() throws IOException {
    Catalogue texts = Languages.packaged().english();

    assertThat(Notice.values()).allSatisfy(notice -> assertThat(texts.say(notice.textId())).isNotBlank());
  }

  @Test
  void refusesAnIdThatThereIsNot() {
    assertThatThrownBy(() -> Languages.packaged().english().say("nonsense")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fillsInWhatStandsForArguments() throws IOException {
    Text title = Text.of("title").with("page", "Log in").with("site", "{page} & Co");

    assertThat(Languages.packaged().english().say(title)).isEqualTo("Log in – {page} & Co");
  }

  @Test
  void standsInNoTemplate() throws IOException {
    assertThat(templates())
        .map(template -> template.replaceAll("\\{\\{.*?}}", ""))
        .allSatisfy(markup -> assertThat(markup).doesNotContainPattern(">[^<>]*[A-Za-z]{2,}[^<>]*<"));
  }

  /** What is read out is a whole text: other languages order its parts in other ways. */
  @Test
  void gluesNoWordsToAButtonThatAreReadOutAlone() throws IOException {
    assertThat(templates()).allSatisfy(template -> assertThat(template).doesNotContain("<span class=\"unseen\">"));
  }

  @Test
  void hasTemplatesWithoutScriptOrStyleOfTheirOwn() throws IOException {
    assertThat(templates()).allSatisfy(template -> assertThat(template)
        .doesNotContain("<style", " style=", "<script>", "{{{")
        .doesNotContainPattern(" on[a-z]+="));
  }

  @Test
  void goesWithTemplatesThatAreAllCompiledBeforehand() throws IOException {
    try (Stream<Path> files = Files.list(TEMPLATES)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".hbs", "")))
          .containsExactlyInAnyOrderElementsOf(Templates.NAMES);
    }
  }

  private static List<String> templates() throws IOException {
    try (Stream<Path> files = Files.list(TEMPLATES)) {
      return files.map(CatalogueTest::read).toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
