package dev.ally.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.ApplicationsDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What {@code src/docs/applications.md} shows of Spring Security is what {@link SpringSecurityTest} runs. */
class SpringSampleTest {
  private static final Path SHOP = Path.of("src/test/spring/src/main/java/dev/ally/shop/Shop.java");

  @Test
  void theApplicationHasTheDocumentsConfigurationWordForWord() throws IOException {
    assertThat(Files.readString(SHOP))
        .contains("\n\n" + ApplicationsDocument.block("Spring Security", "java").indent(2) + "\n");
  }
}
