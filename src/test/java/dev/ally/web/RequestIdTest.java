package dev.ally.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.web.guard.Mint;
import io.vertx.core.MultiMap;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdTest {
  private static final Mint MINT = new Mint(new SecureRandom());
  private static final String UUID_TEXT = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}";

  private static MultiMap saying(String... ids) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (String id : ids) {
      headers.add("x-request-id", id);
    }
    return headers;
  }

  @Test
  void isBelievedFromATrustedProxyAlone() {
    assertThat(RequestId.of(saying("9f86d081"), true, MINT)).isEqualTo("9f86d081");
    assertThat(RequestId.of(saying("9f86d081"), false, MINT)).matches(UUID_TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\"b", "ä", "\u202e", "a\u0000", "12345678901234567890123456789012345678901234567890123456789012345"})
  void isANewOneWhereTheProxySaysNone(String said) {
    assertThat(RequestId.of(saying(said), true, MINT)).matches(UUID_TEXT);
  }

  @Test
  void isANewOneForEachRequestAndWhereTwoAreSaid() {
    assertThat(RequestId.of(saying("a", "b"), true, MINT)).matches(UUID_TEXT);
    assertThat(RequestId.of(saying(), true, MINT)).isNotEqualTo(RequestId.of(saying(), true, MINT));
  }
}
