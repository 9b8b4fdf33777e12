package dev.ally.web.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RemoteHeadersTest {
  /** RFC 8187 §3.2.2, but for the language. */
  @Test
  void encodesAsTheStandardHasIt() {
    assertThat(RemoteHeaders.encoded("€ rates")).isEqualTo("UTF-8''%E2%82%AC%20rates");
    assertThat(RemoteHeaders.encoded("£ and € rates")).isEqualTo("UTF-8''%C2%A3%20and%20%E2%82%AC%20rates");
    assertThat(RemoteHeaders.encoded("a'b*c%d,é")).isEqualTo("UTF-8''a%27b%2Ac%25d%2C%C3%A9");
  }

  @Test
  void readsAlikeInAsciiWhereItCan() {
    assertThat(RemoteHeaders.ascii("Ada Lovelace")).isEqualTo("Ada Lovelace");
    assertThat(RemoteHeaders.ascii("Zoë Müller")).isEqualTo("Zoe Muller");
    assertThat(RemoteHeaders.ascii("高橋")).isEqualTo("??");
    assertThat(RemoteHeaders.ascii("a\r\nRemote-User: b\u0000")).isEqualTo("a??Remote-User: b?");
    assertThat(RemoteHeaders.ascii("")).isEmpty();
  }
}
