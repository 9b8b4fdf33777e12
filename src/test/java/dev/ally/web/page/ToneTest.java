package dev.ally.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ToneTest {
  private static double linear(int value) {
    double share = value / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }

  /** WCAG 2.2, "relative luminance" and "contrast ratio", of white on the colour. */
  private static double contrast(int rgb) {
    double luminance =
        0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8 & 0xff) + 0.0722 * linear(rgb & 0xff);
    return 1.05 / (luminance + 0.05);
  }

  @Test
  void isReadableWithWhiteLettersWhicheverItIs() throws IOException {
    String css = Files.readString(Path.of("webroot/static/ally.css"));
    assertThat(css).contains("[class*=tone-] { color: #fff; }");
    for (int tone = 0; tone < Tone.COUNT; tone++) {
      Matcher rule = Pattern.compile("\\.tone-" + tone + " \\{ background: #([0-9a-f]{6}); }").matcher(css);
      assertThat(rule.find()).as("tone %s", tone).isTrue();
      assertThat(contrast(Integer.parseInt(rule.group(1), 16))).as("tone %s", tone).isGreaterThan(4.5);
    }
  }

  @Test
  void isOfTheAccountAndOneOfMany() {
    Random random = new Random(5);
    assertThat(IntStream.range(0, 1_000).mapToObj(i -> new UUID(random.nextLong(), random.nextLong())).map(Tone::of))
        .containsOnly(IntStream.range(0, Tone.COUNT).mapToObj(i -> "tone-" + i).toArray(String[]::new));
    UUID account = new UUID(1, 2);
    assertThat(Tone.of(account)).isEqualTo(Tone.of(new UUID(1, 2)));
  }
}
