package dev.ally.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
  private static final Secret PASSWORD = Secret.of("correct horse bättery");
  private static final PasswordHash CHEAP = new PasswordHash(64, 1);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String hash = CHEAP.hash(PASSWORD, RANDOM);

  @Test
  void knowsItsPasswordAndNoOther() {
    assertThat(CHEAP.matches(hash, PASSWORD)).isTrue();
    assertThat(CHEAP.matches(hash, Secret.of("correct horse battery"))).isFalse();
    assertThat(CHEAP.matches(hash, Secret.empty())).isFalse();
  }

  @Test
  void saysItsParametersAndSaltsEachTimeAnew() {
    assertThat(hash).matches("\\$argon2id\\$v=19\\$m=64,t=1,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
    assertThat(CHEAP.hash(PASSWORD, RANDOM)).isNotEqualTo(hash);
  }

  @Test
  void leavesThePasswordAsItIs() {
    assertThat(PASSWORD).isEqualTo(Secret.of("correct horse bättery"));
  }

  @Test
  void comparesAtTheParametersOfTheHash() {
    assertThat(new PasswordHash(128, 2).matches(hash, PASSWORD)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"64, 1, false", "64, 2, true", "128, 1, true"})
  void isOutdatedUnderOtherParametersAlone(int memoryKib, int iterations, boolean outdated) {
    assertThat(new PasswordHash(memoryKib, iterations).isOutdated(hash)).isEqualTo(outdated);
  }

  @ParameterizedTest
  @CsvSource({
    "64, 1, 0, 0", "71, 1, 0, 0", "72, 1, 8, 1", "64, 2, 64, 1", "64, 4, 64, 3", "96, 2, 64, 2", "32, 1, 0, 0", "40, 3, 28, 2"
  })
  void tellsTheRestOfWhatACheaperHashCosts(int memoryKib, int iterations, int restKib, int restIterations) {
    assertThat(new PasswordHash(memoryKib, iterations).rest(hash)).isEqualTo(
        restKib == 0 ? Optional.empty() : Optional.of(new PasswordHash(restKib, restIterations)));
    assertThat(new PasswordHash(memoryKib, iterations).rest("no hash")).isEmpty();
  }

  /** RFC 9106 says v=0x13; the reference implementation's own test vector of argon2id at 64 MiB and two passes. */
  @Test
  void knowsAHashOfTheReferenceImplementation() {
    String reference =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    assertThat(CHEAP.matches(reference, Secret.of("password"))).isTrue();
    assertThat(CHEAP.matches(reference, Secret.of("passwore"))).isFalse();
  }

  /** Made by the reference implementation: other lanes, an older version, which may be left out. */
  @ParameterizedTest
  @ValueSource(strings = {
    "$argon2id$v=19$m=64,t=1,p=2$MDEyMzQ1Njc4OWFiY2RlZg$gkqKEl3lCCbbZC5IAFmX4lZPCfpOx2P+5HA1IENCkpk",
    "$argon2id$v=19$m=64,t=1,p=4$MDEyMzQ1Njc4OWFiY2RlZg$xmHjgxNLggi0W8m5Lck40E8vfpB8THMs5cknNV+Geog",
    "$argon2id$v=16$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$Kj8oSPZwFV4CThhzs4s+KNTDaRUJugIJVefdg5J3Y5w",
    "$argon2id$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$Kj8oSPZwFV4CThhzs4s+KNTDaRUJugIJVefdg5J3Y5w"})
  void knowsHashesThatItDoesNotWriteAndFindsThemOutdated(String other) {
    assertThat(CHEAP.matches(other, PASSWORD)).isTrue();
    assertThat(CHEAP.matches(other, Secret.of("correct horse battery"))).isFalse();
    assertThat(CHEAP.isOutdated(other)).isTrue();
    assertThat(CHEAP.rest(other)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "password", "$argon2id$v=19$m=64,t=1,p=1$damaged", "$2b$10$abcdefghijklmnopqrstuv",
    "$argon2i$v=19$m=32,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$GQfCCp9BW4uZX9HWdOReZVSDY8Ws+tGFc+THYKIm48k",
    "$argon2id$v=19$m=15,t=1,p=2$MDEyMzQ1Njc4OWFiY2RlZg$KU6Kh4+EV1OmD1bHVJ4FzCilvc8QmB0f70hDKcGOsvo",
    "$argon2id$v=19$m=64,t=1,p=1$c2FsdA$KU6Kh4+EV1OmD1bHVJ4FzCilvc8QmB0f70hDKcGOsvo",
    "$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$KU4",
    "$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZ$KU6Kh4+EV1OmD1bHVJ4FzCilvc8QmB0f70hDKcGOsvo",
    "$argon2id$v=18$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$KU6Kh4+EV1OmD1bHVJ4FzCilvc8QmB0f70hDKcGOsvo",
    "$argon2id$v=19$m=99999999999,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$KU6Kh4+EV1OmD1bHVJ4FzCilvc8QmB0f70hDKcGOsvo"})
  void opensNothingWithWhatIsNoHash(String damaged) {
    assertThat(CHEAP.matches(damaged, PASSWORD)).isFalse();
  }
}
