package dev.ally.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.crypto.Keyring;
import dev.ally.crypto.PasswordHash;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NobodysHashesTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final PasswordHash EARLIER = new PasswordHash(64, 1);
  private static final PasswordHash NOW = new PasswordHash(64, 2);

  private final Tokens tokens = new Tokens(Keyring.parse(List.of(Keyring.generateLine(RANDOM))));

  @Test
  void costWhatAnyAccountMayCostAndEachAlwaysTheSame() {
    NobodysHashes nobodys = new NobodysHashes(List.of(EARLIER, NOW), tokens, RANDOM);
    List<EmailAddress> emails =
        IntStream.range(0, 100).mapToObj(i -> EmailAddress.of("nobody" + i + "@example.org")).toList();
    assertThat(emails)
        .anyMatch(email -> nobodys.of(email).contains("m=64,t=1"))
        .anyMatch(email -> nobodys.of(email).contains("m=64,t=2"))
        .allMatch(email -> nobodys.of(email).equals(nobodys.of(email)));
  }

  @Test
  void areOfTheOneSettingThatThereIs() {
    NobodysHashes nobodys = new NobodysHashes(List.of(NOW), tokens, RANDOM);
    assertThat(nobodys.of(EmailAddress.of("nobody@example.org"))).contains("m=64,t=2");
  }
}
