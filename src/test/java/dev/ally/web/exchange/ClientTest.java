package dev.ally.web.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClientTest {
  private final Client client = new Client(List.of("10.0.0.1", "10.0.0.2", "fd00::1"));

  @Test
  void believesNoHeaderOfAStranger() {
    assertThat(client.addressOf("203.0.113.9", List.of("198.51.100.7"))).isEqualTo("203.0.113.9");
  }

  @Test
  void takesTheLastHopThatIsNoProxy() {
    assertThat(client.addressOf("10.0.0.1", List.of("1.2.3.4, 198.51.100.7, 10.0.0.2"))).isEqualTo("198.51.100.7");
    assertThat(client.addressOf("10.0.0.1", List.of("1.2.3.4", "198.51.100.7"))).isEqualTo("198.51.100.7");
  }

  @Test
  void staysWithTheProxyWhenThereIsNoHeader() {
    assertThat(client.addressOf("10.0.0.1", List.of())).isEqualTo("10.0.0.1");
    assertThat(client.addressOf("10.0.0.1", List.of("10.0.0.2"))).isEqualTo("10.0.0.2");
  }

  @Test
  void staysWithTheProxyWhenTheEntryIsNoAddress() {
    assertThat(client.addressOf("10.0.0.1", List.of("1.2.3.4, localhost"))).isEqualTo("10.0.0.1");
    assertThat(client.addressOf("10.0.0.1", List.of("<script>"))).isEqualTo("10.0.0.1");
    assertThat(client.addressOf("10.0.0.1", List.of("999.1.1.1"))).isEqualTo("10.0.0.1");
    assertThat(client.addressOf("10.0.0.1", List.of(", ,"))).isEqualTo("10.0.0.1");
  }

  @Test
  void knowsAnAddressInAnySpelling() {
    assertThat(client.addressOf("fd00:0:0:0:0:0:0:1", List.of("2001:DB8::1"))).isEqualTo("2001:db8:0:0:0:0:0:1");
    assertThat(client.addressOf("::ffff:10.0.0.1", List.of("198.51.100.7:4711"))).isEqualTo("198.51.100.7");
    assertThat(client.addressOf("10.0.0.1", List.of("[2001:db8::1]:4711"))).isEqualTo("2001:db8:0:0:0:0:0:1");
  }
}
