package dev.ally.account.person;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientNetworkTest {
  @Test
  void isAnIpv4AddressOrAnIpv6Slash64() {
    assertThat(ClientNetwork.of("192.0.2.1")).isEqualTo("192.0.2.1").isNotEqualTo(ClientNetwork.of("192.0.2.2"));
    assertThat(ClientNetwork.of("2001:db8:1:2:3:4:5:6")).isEqualTo(ClientNetwork.of("2001:db8:1:2::"))
        .isEqualTo(ClientNetwork.of("2001:0DB8:0001:0002:ffff::1%eth0"))
        .isNotEqualTo(ClientNetwork.of("2001:db8:1:3::"));
  }

  @Test
  void isASlash48WhereOneCustomerMayHaveAll() {
    assertThat(ClientNetwork.site("192.0.2.1")).isEqualTo("192.0.2.1");
    assertThat(ClientNetwork.site("2001:db8:1:2::1")).isEqualTo(ClientNetwork.site("2001:DB8:1:ffff:9::"))
        .isNotEqualTo(ClientNetwork.site("2001:db8:2:2::1"));
  }

  @Test
  void ofAnIpv4AddressInIpv6IsThatOfTheIpv4Address() {
    for (String mapped : new String[] {"::ffff:192.0.2.1", "::FFFF:c000:201", "0:0:0:0:0:ffff:c000:0201"}) {
      assertThat(ClientNetwork.of(mapped)).as(mapped).isEqualTo("192.0.2.1");
      assertThat(ClientNetwork.site(mapped)).as(mapped).isEqualTo("192.0.2.1");
    }
    assertThat(ClientNetwork.site("::ffff:192.0.2.2")).isNotEqualTo(ClientNetwork.site("::ffff:192.0.2.1"));
  }

  @Test
  void isToldCoarsely() {
    assertThat(ClientNetwork.told("192.0.2.177")).isEqualTo("192.0.2.0/24");
    assertThat(ClientNetwork.told("::ffff:192.0.2.1")).isEqualTo("192.0.2.0/24");
    assertThat(ClientNetwork.told("198.18.255.1")).isEqualTo("198.18.255.0/24");
    assertThat(ClientNetwork.told("2001:db8:ff01:2:3:4:5:6%eth0")).isEqualTo("2001:db8:ff01::/48");
    assertThat(ClientNetwork.told("::1")).isEqualTo("0:0:0::/48");
    assertThat(ClientNetwork.told("evil.example")).isEmpty();
  }

  @Test
  void ofWhatIsNoAddressIsItself() {
    assertThat(ClientNetwork.of("unknown")).isEqualTo(ClientNetwork.site("unknown")).isEqualTo("unknown");
  }
}
