package dev.ally;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of promises, which must not name a test that is not there. */
class SecurityDocumentTest {
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");

  @Test
  void namesTestsThatExist() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (var files = Files.walk(Path.of("src/test/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        sources.merge(file.getFileName().toString(), Files.readString(file), String::concat);
      }
    }
    String document = Files.readString(Path.of("src/docs/security.md"));
    assertThat(NAMED.matcher(document).results()).hasSizeGreaterThan(60).allSatisfy(named ->
        assertThat(sources.getOrDefault(named.group(1) + ".java", "")).as(named.group())
            .containsPattern("(void|ArchRule|List<DynamicTest>) " + named.group(2) + "\\b"));
  }
}
