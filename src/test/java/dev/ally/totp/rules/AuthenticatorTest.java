package dev.ally.totp.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.crypto.Secret;
import dev.ally.totp.rules.TotpKey.Algorithm;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {
  private static final TotpKey KEY = new TotpKey(Secret.of("12345678901234567890"), Algorithm.SHA1, 6, 30);
  private static final Instant NOW = Instant.ofEpochSecond(1_111_111_111);
  private static final long PRESENT = KEY.stepAt(NOW);

  private static Authenticator spentUpTo(long step) {
    return new Authenticator(new UUID(0, 1), KEY, step);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1})
  void takesACodeOneStepEitherWay(long distance) {
    Authenticator.Match match = spentUpTo(0).match(KEY.codeAt(PRESENT + distance), NOW);
    assertThat(match.freshStep()).hasValue(PRESENT + distance);
  }

  @ParameterizedTest
  @ValueSource(longs = {-3, -2, 2, 3})
  void refusesACodeFromTwoStepsAway(long distance) {
    assertThat(spentUpTo(0).match(KEY.codeAt(PRESENT + distance), NOW)).isEqualTo(Authenticator.Match.NONE);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0})
  void knowsACodeOfASpentStepAndOfTheStepsBeforeIt(long distance) {
    Authenticator.Match match = spentUpTo(PRESENT).match(KEY.codeAt(PRESENT + distance), NOW);
    assertThat(match.known()).isTrue();
    assertThat(match.freshStep()).isEmpty();
  }

  @Test
  void takesTheCodeAfterASpentOne() {
    assertThat(spentUpTo(PRESENT).match(KEY.codeAt(PRESENT + 1), NOW).freshStep()).hasValue(PRESENT + 1);
  }

  /** 90 s into a step of 60 s is one step away, and would be three of 30 s. */
  @Test
  void countsStepsOfTheKeysOwnPeriod() {
    TotpKey slow = new TotpKey(Secret.of("12345678901234567890"), Algorithm.SHA512, 8, 60);
    Instant begin = Instant.ofEpochSecond(1_111_111_080);
    Authenticator authenticator = new Authenticator(new UUID(0, 1), slow, 0);
    Secret code = slow.codeAt(slow.stepAt(begin));
    assertThat(authenticator.match(code, begin.plusSeconds(119)).freshStep()).hasValue(slow.stepAt(begin));
    assertThat(authenticator.match(code, begin.plusSeconds(120))).isEqualTo(Authenticator.Match.NONE);
    assertThat(authenticator.match(code, begin.minusSeconds(60)).freshStep()).hasValue(slow.stepAt(begin));
    assertThat(authenticator.match(code, begin.minusSeconds(61))).isEqualTo(Authenticator.Match.NONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {-10, -2, 2, 10})
  void tellsHowFarTheClockOfAnAppIsOff(int steps) {
    assertThat(Authenticator.clockOffsetSteps(KEY, KEY.codeAt(PRESENT + steps), NOW)).hasValue(steps);
  }

  @ParameterizedTest
  @ValueSource(ints = {-11, 11})
  void tellsNothingOfAClockThatIsFartherOff(int steps) {
    assertThat(Authenticator.clockOffsetSteps(KEY, KEY.codeAt(PRESENT + steps), NOW)).isEmpty();
  }
}
