package dev.ally.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes that other programs made, each with the program that made it. */
class ForeignHashTest {
  private static final Secret PASSWORD = Secret.of("correct horse b\u00e4ttery");
  private static final SecureRandom RANDOM = new SecureRandom();

  /** By Python's argon2-cffi 25.1.0. */
  private static final List<String> OF_ARGON2_CFFI = List.of(
      "$argon2id$v=19$m=4096,t=3,p=4$MDEyMzQ1Njc4OWFiY2RlZg$n/0huG0/IRXDvFSgC59RPkK7U0rqiirZMQeic56s47s",
      "$argon2i$v=19$m=1024,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$uFMM4Ncx+h7racTSpRKj+k9AUCz5oBcwZj7YjXZ4Y2Q",
      "$argon2d$v=19$m=1024,t=2,p=2$MDEyMzQ1Njc4OWFiY2RlZg$hgAVpqtuuAqRCET1uEKJKANoAiOo1zwKX6NR78DtMrM",
      "$argon2d$v=16$m=1024,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$j97NGsfwMzfQ9dMMTVkKbXazWgKEy0QKZc1hdV0OJtY",
      "$argon2d$m=1024,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$j97NGsfwMzfQ9dMMTVkKbXazWgKEy0QKZc1hdV0OJtY",
      "$argon2id$v=16$m=1024,t=2,p=2$MDEyMzQ1Njc4OWFiY2RlZg$kYaa8qFNN2+ihNbMu67hBsPL08ghKdbsLFjP0f1Mjdc");

  /** By Python's bcrypt 5.0.0 and Node's bcryptjs 3.0.3; PHP writes the third prefix. */
  private static final List<String> OF_BCRYPT = List.of(
      "$2a$05$kn/tjthszGAsWDXARr/Jpu/jiAX3tJOoxJ6JEH.triZc0mzk6PFhy",
      "$2b$05$.y1eiteV..tE67EBJkmCKeAwt1GUzvLGhc2MmI4bAN6aWSyAk0soy",
      "$2y$05$84TOl7DoKYPjqK/WBAxI3e5YJdHX9tc0uxpB2J4kJaICbwyb.Uubu",
      "$2b$05$GnwE3dCSsK8XWqg04G6rPO3if/tk3HkeJnc8RjX9cS.9.goklbSz2");

  /** By Python's passlib 1.7.4. */
  private static final List<String> OF_PASSLIB = List.of(
      "$pbkdf2$1000$IGRsLWWMkbKW0prTmjOm9A$Vli7O.6xeLs/H.6vXRbwsIQl3kc",
      "$pbkdf2-sha256$1000$11oLgRCCMOYcI4Rwbm3N2Q$/Ohr7I7EV8e4qYWczg.XvSCQdxF2hIdlnjJLxPVe.V8",
      "$pbkdf2-sha512$1000$qnXO2VtLSSllbG0tRYhxztl7753Tutf6/987B4AwBuA$"
          + "3QTYaYJeDK80drNJfF2Za0Ni3XKOD4Fv4Q4OgFFxZx9YYhYAG5XNmg8VJQZZ3by.7QLPLEStaCFXgRM0a6v4ww",
      "$scrypt$ln=10,r=8,p=2$fO/du1eqNSZkrPUew/ifcw$uKQoVOXApaVewUUB1HyJmTbdrns1DG0KRhbu6E5w3wM",
      "$6$aAtybPNLDepldGUe$"
          + "X9xuhx8vp4gYZTKqQc7eiRgoyOXdGIGHTZrnltRkQ4gOQcc6V8aDtUJ63DRLHQZrkJlax0SL/SSZC4laR8Utz/",
      "$6$rounds=1500$ORNGLW5N6s4pPIMc$"
          + "YPkAQZT7jbDREizNnflqa/fsKl1byB2UzCvdYW5YGfkrbqCKc2bNoZAx6KCa6luLD/Kq4yVhXOQ/Zcm2dev5p/",
      "$5$rounds=1500$lphc1YtM0TbJbKes$qPAT.lJMHF6Lt5csO.RnPLKGt9Xnt.aGRb4knCBXaEA");

  /** By Django 5.2.17. */
  private static final List<String> OF_DJANGO = List.of(
      "pbkdf2_sha256$1000$jbdsJTVVgHP8uTuyULZ9UZ$AfGCmSx5t5dOmNyK5tUrq1YqKl+ml+ocRQCcY6JK32A=",
      "pbkdf2_sha1$1000$7s35tzgTC29YwxOZ00MzP4$GMaoAtXb1NqxaDVs8SennI0LqKI=",
      "scrypt$1024$VzL17pc0HyV50BuPEvpOQL$8$5$"
          + "0v2/inKD9+m05af8aKNaBrEkQmfBuaFFh4mVpqc3jOVvjhTegipIBN6fpcV9n/PEP9I5Iu3IskI+SS2dfsjo6A==",
      "bcrypt_sha256$$2b$05$l5EzYrUl8Kdq154S87zJpewiEQ8PjyCs9yLFyI9syX9SdlrX9BAga",
      "bcrypt$$2b$05$Hg9mVNrbN8eyEDSEiWtyAegbXlyJqKMN7HN/zv6Q4FskwPgyrD72m",
      "argon2$argon2id$v=19$m=1024,t=2,p=8$WGJtcUlVaGZpTzBVdGVtVkt2czl1Sg$"
          + "MkDnwBwuJZmqgo7/PkmbxrRQOOr6FPedLcdbfmNtU1g");

  /** As long as Keycloak's, by Python's hashlib: of several blocks. */
  private static final List<String> OF_SEVERAL_BLOCKS = List.of(
      "$pbkdf2-sha1$1000$AAECAwQFBgcICQoLDA0ODw$"
          + "RKou3NCJtohx6XBUw5clBqg1KglvLJc/BcFEsoPNMYxlQIw2/D8VCtOsCAW7jgeNy3JVRiBHlSxFCJPAoA3Zpg",
      "$pbkdf2-sha256$1000$AAECAwQFBgcICQoLDA0ODw$"
          + "KNnI6qMWHAqAnT0mrq8B0juulbkyG7uC+HoDGNtkZli6g20USoDvQMsYcC4VxaXJ2UKH9Kd287l2gdVUrk7GRw");

  /** Those of passlib as Ory Kratos writes them, and passlib's in PHC form. */
  private static final List<String> IN_OTHER_FORMS = List.of(
      "$scrypt$ln=1024,r=8,p=2$fO/du1eqNSZkrPUew/ifcw$uKQoVOXApaVewUUB1HyJmTbdrns1DG0KRhbu6E5w3wM",
      "$pbkdf2-sha256$i=1000,l=32$11oLgRCCMOYcI4Rwbm3N2Q$/Ohr7I7EV8e4qYWczg+XvSCQdxF2hIdlnjJLxPVe+V8");

  private static Stream<String> all() {
    return Stream.of(OF_ARGON2_CFFI, OF_BCRYPT, OF_PASSLIB, OF_DJANGO, OF_SEVERAL_BLOCKS, IN_OTHER_FORMS)
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("all")
  void opensForItsPasswordAlone(String text) {
    ForeignHash hash = ForeignHash.parse(text);
    assertThat(hash.matches(PASSWORD)).isTrue();
    assertThat(hash.matches(Secret.of("correct horse b\u00e4tterY"))).isFalse();
    assertThat(hash.matches(Secret.empty())).isFalse();
    assertThat(hash.toString()).doesNotContain(text.substring(text.length() - 8));
  }

  @ParameterizedTest
  @MethodSource("all")
  void isAsDearAsTheDummyOfItsKindWhichNothingOpens(String text) {
    String kind = ForeignHash.parse(text).kind();
    ForeignHash dummy = ForeignHash.dummy(kind, RANDOM).orElseThrow();
    assertThat(dummy.kind()).isEqualTo(kind);
    assertThat(dummy.memoryKib()).isEqualTo(ForeignHash.parse(text).memoryKib());
    assertThat(dummy.matches(PASSWORD)).isFalse();
  }

  /** Keycloak stores 64 bytes whatever the algorithm, and takes so many iterations unless it is told otherwise. */
  @Test
  void ofAResultOfSeveralBlocksTheFirstAloneIsComputed() {
    String result = "A".repeat(86);
    assertThat(ForeignHash.parse("$pbkdf2-sha1$1300000$MDEyMzQ1Njc4OWFiY2RlZg$" + result).kind())
        .isEqualTo("pbkdf2-sha1 1300000 20");
    assertThat(ForeignHash.parse("$pbkdf2-sha256$600000$MDEyMzQ1Njc4OWFiY2RlZg$" + result).kind())
        .isEqualTo("pbkdf2-sha256 600000 32");
    assertThat(ForeignHash.parse("$pbkdf2-sha512$210000$MDEyMzQ1Njc4OWFiY2RlZg$" + result).kind())
        .isEqualTo("pbkdf2-sha512 210000 64");
  }

  /** The sample of Firebase's own README, https://github.com/firebase/scrypt. */
  @Test
  void firebasesSampleOpens() {
    ForeignHash hash = ForeignHash.parse("$firescrypt$ln=14,r=8,p=1$42xEC+ixf3L2lw==$"
        + "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==$Bw==$"
        + "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==");
    assertThat(hash.matches(Secret.of("user1password"))).isTrue();
    assertThat(hash.matches(Secret.of("user2password"))).isFalse();
    assertThat(hash.memoryKib()).isEqualTo(16 * 1024);
    assertThat(ForeignHash.dummy(hash.kind(), RANDOM).orElseThrow().matches(Secret.of("user1password"))).isFalse();
  }

  /** By Node's bcryptjs 3.0.3, of eighty letters. */
  @Test
  void ofALongPasswordBcryptTakesTheFirst72Bytes() {
    ForeignHash hash = ForeignHash.parse("$2b$04$2UNwsaSPdlHqvg9kP6vXmOn4Nrf10TMgg8LITOWscE2AR0sVpMS6u");
    assertThat(hash.matches(Secret.of("a".repeat(80)))).isTrue();
    assertThat(hash.matches(Secret.of("a".repeat(71)))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "$argon2id$v=19$m=131073,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$n/0huG0/IRXDvFSgC59RPkK7U0rqiirZMQeic56s47s",
    "$argon2id$v=19$m=65536,t=17,p=1$MDEyMzQ1Njc4OWFiY2RlZg$n/0huG0/IRXDvFSgC59RPkK7U0rqiirZMQeic56s47s",
    "$2b$15$GnwE3dCSsK8XWqg04G6rPO3if/tk3HkeJnc8RjX9cS.9.goklbSz2",
    "$2b$03$GnwE3dCSsK8XWqg04G6rPO3if/tk3HkeJnc8RjX9cS.9.goklbSz2",
    "$pbkdf2-sha256$2000001$11oLgRCCMOYcI4Rwbm3N2Q$/Ohr7I7EV8e4qYWczg.XvSCQdxF2hIdlnjJLxPVe.V8",
    "$pbkdf2-sha512$2000001$11oLgRCCMOYcI4Rwbm3N2Q$"
        + "3QTYaYJeDK80drNJfF2Za0Ni3XKOD4Fv4Q4OgFFxZx9YYhYAG5XNmg8VJQZZ3by.7QLPLEStaCFXgRM0a6v4ww",
    "$scrypt$ln=18,r=8,p=1$fO/du1eqNSZkrPUew/ifcw$uKQoVOXApaVewUUB1HyJmTbdrns1DG0KRhbu6E5w3wM",
    "$scrypt$ln=17,r=8,p=5$fO/du1eqNSZkrPUew/ifcw$uKQoVOXApaVewUUB1HyJmTbdrns1DG0KRhbu6E5w3wM",
    "$scrypt$ln=999999999,r=8,p=5$fO/du1eqNSZkrPUew/ifcw$uKQoVOXApaVewUUB1HyJmTbdrns1DG0KRhbu6E5w3wM",
    "$6$rounds=700001$ORNGLW5N6s4pPIMc$"
        + "YPkAQZT7jbDREizNnflqa/fsKl1byB2UzCvdYW5YGfkrbqCKc2bNoZAx6KCa6luLD/Kq4yVhXOQ/Zcm2dev5p/"
  })
  void whatCostsTooMuchIsRefused(String text) {
    assertThatThrownBy(() -> ForeignHash.parse(text)).isInstanceOf(ForeignHash.Unusable.class)
        .hasMessageStartingWith("password_hash ");
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "correct horse", "$1$salt$abc", "{SSHA}abc", "$2b$05$short", "$argon2id$v=19$m=8,t=1,p=2$MDEyMzQ1Njc4$n/0huG0",
    "$argon2id$v=18$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$n/0huG0/IRXDvFSgC59RPkK7U0rqiirZMQeic56s47s",
    "$pbkdf2-md5$1000$11oLgRCCMOYcI4Rwbm3N2Q$/Ohr7I7EV8e4qYWczg.XvSCQdxF2hIdlnjJLxPVe.V8",
    "$scrypt$ln=16,r=1,p=1$fO/du1eqNSZkrPUew/ifcw$uKQoVOXApaVewUUB1HyJmTbdrns1DG0KRhbu6E5w3wM",
    "$pbkdf2-sha256$1000$11oLgRCCMOYcI4Rwbm3N2Q$A", "$pbkdf2-sha256$1000$A$/Ohr7I7EV8e4qYWczg.XvSCQdxF2hIdlnjJLxPVe.V8"
  })
  void whatIsNoHashIsRefused(String text) {
    assertThatThrownBy(() -> ForeignHash.parse(text)).isInstanceOf(ForeignHash.Unusable.class);
  }

  @Test
  void longTextIsRefusedAtOnce() {
    assertThatThrownBy(() -> ForeignHash.parse("$argon2id$".repeat(100_000))).isInstanceOf(ForeignHash.Unusable.class);
    assertThat(ForeignHash.dummy("md5 1", RANDOM)).isEmpty();
    assertThat(ForeignHash.dummy("", RANDOM)).isEmpty();
  }
}
