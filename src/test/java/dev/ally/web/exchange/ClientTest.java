package dev.ally.web.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.MultiMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ClientTest {
  private final Client client = new Client(List.of("10.0.0.1", "10.0.0.2", "fd00::1"));

  @Test
  void believesNoHeaderOfAnUnlistedClient() {
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
    assertThat(client.addressOf("fd00:0:0:0:0:0:0:1", List.of("2001:DB8::1"))).isEqualTo("2001:db8::1");
    assertThat(client.addressOf("::ffff:10.0.0.1", List.of("198.51.100.7:4711"))).isEqualTo("198.51.100.7");
    assertThat(client.addressOf("10.0.0.1", List.of("[2001:db8::1]:4711"))).isEqualTo("2001:db8::1");
  }

  @Test
  void skipsProxiesOfAListedRange() {
    Client ranges = new Client(List.of("10.0.0.0/8", "fd00::/8", "192.0.2.128/25"));
    for (String peer : List.of("10.200.0.1", "::ffff:10.1.1.1", "fd12::7", "192.0.2.200")) {
      assertThat(ranges.addressOf(peer, List.of("1.2.3.4, 198.51.100.7, 10.3.3.3, fdff::1")))
          .as(peer).isEqualTo("198.51.100.7");
    }
    for (String peer : List.of("11.0.0.1", "fe00::7", "192.0.2.127", "::a00:1")) {
      assertThat(ranges.addressOf(peer, List.of("198.51.100.7"))).isEqualTo(peer);
    }
  }

  @Test
  void asksNoNameServer() {
    // A name server would be asked for these, if Java's own reader of addresses were.
    for (String odd : List.of(
        "999.1.1.1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "10.0.0.1.", "::1::", "[::1", "1", "0x7f.1")) {
      assertThat(client.addressOf("10.0.0.1", List.of(odd))).as(odd).isEqualTo("10.0.0.1");
    }
  }

  private static List<String> warnings(Runnable asked) {
    Logger log = (Logger) LoggerFactory.getLogger(Client.class);
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.start();
    log.addAppender(said);
    try {
      asked.run();
    } finally {
      log.detachAppender(said);
    }
    return said.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static MultiMap headers(String... namesAndValues) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return headers;
  }

  @Test
  void warnsOnceOfAProxyThatIsNotListed() {
    assertThat(warnings(() -> {
      for (int i = 0; i < 100; i++) {
        client.addressOf("10.9.9." + i, headers("x-forwarded-for", "198.51.100.7"));
      }
    })).singleElement().asString().startsWith("The header X-Forwarded-For from 10.9.9.0 is ignored, since ALLY_TRUSTED");
    for (String header : List.of("X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded")) {
      assertThat(warnings(() -> new Client(List.of()).addressOf("10.9.9.9", headers(header, "https"))))
          .singleElement().asString().startsWith("The header " + header + " from 10.9.9.9 is ignored, since");
    }
  }

  @Test
  void warnsOfNoProxyThatIsListedAndOfNoVisitor() {
    assertThat(warnings(() -> {
      client.addressOf("10.0.0.1", headers("X-Forwarded-For", "198.51.100.7", "Forwarded", "for=1.2.3.4"));
      client.addressOf("198.51.100.7", headers("User-Agent", "x"));
    })).isEmpty();
  }
}
