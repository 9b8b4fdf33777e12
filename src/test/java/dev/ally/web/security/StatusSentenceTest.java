package dev.ally.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.Person;
import dev.ally.contract.account.ShowSecurity.Security;
import dev.ally.language.Languages;
import dev.ally.language.Text;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StatusSentenceTest {
  private static final Clock NOW = Clock.fixed(Instant.parse("2026-03-14T09:26:53Z"), ZoneOffset.UTC);

  @Test
  void saysOff() {
    assertThat(sentence(false, null, null)).isEqualTo("Off.");
  }

  @Test
  void saysSinceWhenAndWhenLast() {
    assertThat(sentence(true, "2026-03-03T23:59:59Z", "2026-03-14T09:14:59Z"))
        .isEqualTo("On since 3 March, last used today 09:14 UTC.");
    assertThat(sentence(true, "2025-12-31T00:00:00Z", "2026-03-13T00:00:00Z"))
        .isEqualTo("On since 31 December 2025, last used yesterday 00:00 UTC.");
    assertThat(sentence(true, "2026-03-14T00:00:00Z", null)).isEqualTo("On since today.");
  }

  private static String sentence(boolean on, String since, String lastUsed) {
    Person person = new Person(UUID.randomUUID(), "ada@example.org", "Ada");
    Text sentence = new StatusSentence(NOW).of(new Security(
        person,
        on,
        Optional.ofNullable(since).map(Instant::parse),
        Optional.ofNullable(lastUsed).map(Instant::parse),
        List.of(),
        0,
        Optional.empty(),
        false,
        false,
        Optional.empty(),
        false,
        false));
    return Languages.packaged().english().say(sentence);
  }
}
