package dev.ally.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Argon2Test {
  private static final byte[] PASSWORD = "correct horse bättery".getBytes(StandardCharsets.UTF_8);
  /** Made by the reference implementation, by way of Python's argon2-cffi 25.1.0. */
  private static final List<String> OF_THE_REFERENCE = List.of(
      "$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$KU6Kh4+EV1OmD1bHVJ4FzCilvc8QmB0f70hDKcGOsvo",
      "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$0g8QDEU01GbxWgWTGeHsQjl5Y9kP/IGrcrOxoqY8A5I",
      "$argon2id$v=19$m=7168,t=5,p=1$MDEyMzQ1Njc4OWFiY2RlZg$euHdXh279t2PM1UgFZewo5KW2+rm5oEIiPezodKJkZM",
      "$argon2id$v=19$m=64,t=2,p=2$MDEyMzQ1Njc4OWFiY2RlZg$NJYqgMusK//rVzFZ1rx91Mkk+zohgnEo0qc/oFz33/8",
      "$argon2id$v=19$m=128,t=3,p=4$MDEyMzQ1Njc4OWFiY2RlZg$fhFlOBFf2KgL5e6XmRVghnUXgn4qeLsbB/ysO+SLIM4",
      "$argon2id$v=19$m=67,t=3,p=4$MDEyMzQ1Njc4OWFiY2RlZg$ohItkQRoKR7hqj6i2Gy/BJH+WiJ7uWQbTZ5QczdUYY0",
      "$argon2id$v=16$m=32,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$9y84rzZ/D8mJyN8eTM6Kl38qaxGo9MfLNUPYRfiMvtw",
      "$argon2id$v=19$m=32,t=2,p=1$c2FsdHNhbHQ$3tBKdTA8m5iOg6srPIDc+ud80oPiAc3A0bFAQpwor6A",
      "$argon2id$v=19$m=33,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdHNhbHRzYWx0c2FsdHNhbHQ"
          + "$3e41cxxqKOdhnCW6AQ/BqWuFlhPRh/GGKrjr8X2Eyuyz7xgUEMLBQ3jr6S9NDbc/6NmIZN8FEPxaR2/hXm6Tjg",
      "$argon2id$v=19$m=32,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$sLfyIA");
  private static final int LONGEST_PASSWORD = 200;

  @TempDir static Path directory;

  private static Argon2 sodium;

  private static Argon2 sodium() {
    if (sodium == null) {
      sodium = NativeCode.find(NativeCode.library(), List.of(directory));
      assertThat(sodium).isInstanceOf(SodiumArgon2.class);
    }
    return sodium;
  }

  private static Stream<Argon2> both() {
    return Stream.of(sodium(), new JavaArgon2());
  }

  @ParameterizedTest
  @MethodSource("both")
  void computesWhatTheReferenceImplementationDoes(Argon2 argon2) {
    for (String text : OF_THE_REFERENCE) {
      PhcString phc = PhcString.parse(text).orElseThrow();
      byte[] hash = argon2.hash(phc.parameters(), phc.salt(), phc.hash().length, PASSWORD);
      assertThat(new PhcString(phc.parameters(), phc.salt(), hash).text()).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nativeAndJavaCodeAgree(long seed) {
    Random random = new Random(seed);
    Argon2 java = new JavaArgon2();
    for (int length = 0; length <= LONGEST_PASSWORD; length += 1 + random.nextInt(40)) {
      byte[] password = bytes(random, length);
      byte[] salt = bytes(random, 16);
      var parameters = new Argon2.Parameters(0x13, 8 + random.nextInt(200), 1 + random.nextInt(4), 1);
      int size = 16 + random.nextInt(60);
      assertThat(sodium().hash(parameters, salt, size, password))
          .isEqualTo(java.hash(parameters, salt, size, password));
    }
  }

  @Test
  void whatLibsodiumRefusesIsNotTakenForAHash() {
    var parameters = new Argon2.Parameters(0x13, 1, 1, 1);
    assertThatThrownBy(() -> sodium().hash(parameters, new byte[16], 32, PASSWORD))
        .isInstanceOf(IllegalStateException.class);
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
