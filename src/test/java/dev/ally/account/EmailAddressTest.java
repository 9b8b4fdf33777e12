package dev.ally.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class EmailAddressTest {
  @Property
  void isComparedAlikeHoweverOftenItIsFolded(@ForAll String typed) {
    String key = EmailAddress.of(typed).key();
    assertThat(EmailAddress.of(key).key()).isEqualTo(key);
  }

  @Property
  void isComparedAlikeInAnyCaseAndForm(@ForAll @CharRange(from = ' ', to = '\u024f') String typed) {
    String key = EmailAddress.of(typed).key();
    assertThat(EmailAddress.of(typed.toUpperCase(Locale.ROOT)).key()).isEqualTo(key);
    assertThat(EmailAddress.of(Normalizer.normalize(typed, Normalizer.Form.NFD)).key()).isEqualTo(key);
    assertThat(EmailAddress.of(" " + typed + "\n").key()).isEqualTo(key);
  }

  @Property
  void whatIsTakenIsTakenAgainAsItself(@ForAll String local, @ForAll String domain) {
    Optional<EmailAddress> parsed = EmailAddress.parse(local + "@" + domain);
    parsed.ifPresent(address -> {
      assertThat(EmailAddress.parse(address.key()).map(EmailAddress::key)).contains(address.key());
      assertThat(address.key().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(254);
      assertThat(address.text().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(254);
      assertThat(address.key().chars().filter(c -> c == '@').count()).isEqualTo(1);
    });
  }

  @Test
  void isTakenUpToItsLongestInOctets() {
    assertThat(EmailAddress.parse("a@" + "\u96ea".repeat(84))).isPresent();
    assertThat(EmailAddress.parse("a@" + "\u96ea".repeat(85))).isEmpty();
    assertThat(EmailAddress.parse("\u96ea".repeat(21) + "@example.org")).isPresent();
    assertThat(EmailAddress.parse("\u96ea".repeat(22) + "@example.org")).isEmpty();
  }

  @Property
  void isTakenUpToItsLongest(
      @ForAll @CharRange(from = 'a', to = 'z') @StringLength(min = 1, max = 70) String local,
      @ForAll @CharRange(from = 'a', to = 'z') @StringLength(min = 180, max = 260) String domain) {
    boolean fits = local.length() <= 64 && local.length() + 1 + domain.length() <= 254;
    assertThat(EmailAddress.parse(local + "@" + domain).isPresent()).isEqualTo(fits);
  }
}
