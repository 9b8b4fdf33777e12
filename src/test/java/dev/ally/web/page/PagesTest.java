package dev.ally.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.TestSettings;
import dev.ally.harness.WatchedVertx;
import dev.ally.language.Languages;
import dev.ally.web.site.Assets;
import dev.ally.web.site.SiteFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PagesTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  @Test
  void areCompiledInOneLanguageAfterAnother() throws IOException {
    Languages languages = Languages.packaged();
    SiteFiles none = SiteFiles.read(Path.of("none"));
    Pages pages = new Pages(
        WATCHED.vertx(), languages, Assets.read(none), TestSettings.of(Map.of()), none, true).warm();
    for (int compiled = 0; compiled < languages.all().size(); compiled++) {
      assertThat(pages.warmNext()).isTrue();
    }
    assertThat(pages.warmNext()).isFalse();
  }
}
