package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jgroups.Address;
import org.jgroups.PhysicalAddress;
import org.jgroups.stack.IpAddress;
import org.jgroups.util.NameCache;
import org.jgroups.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MembersTest {
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Map<Address, PhysicalAddress> at = new HashMap<>();
  private final Address self = node("web-1", 7800);
  private final Address account = node("account-1", 7801);
  private final Address totp = node("totp-1", 7802);
  private Members members;

  private Address node(String name, int port) {
    Address node = UUID.randomUUID();
    NameCache.add(node, name);
    at.put(node, new IpAddress(InetAddress.getLoopbackAddress(), port));
    return node;
  }

  @BeforeEach
  void begin() {
    Logger logger = new LoggerContext().getLogger("members");
    log.start();
    logger.addAppender(log);
    members = new Members(logger, at::get);
    are(self, account, totp);
    log.list.clear();
  }

  @AfterEach
  void forget() {
    at.keySet().forEach(NameCache::remove);
  }

  private void are(Address... all) {
    members.are(List.of(all), self);
  }

  private List<String> lines() {
    return log.list.stream().map(event -> event.getLevel() + " " + event.getFormattedMessage()).toList();
  }

  @Test
  void aNodeSaysWhoIsThereAlready() {
    Logger logger = new LoggerContext().getLogger("members");
    logger.addAppender(log);
    new Members(logger, at::get).are(List.of(self), self);
    new Members(logger, at::get).are(List.of(totp, self, account), self);
    assertThat(lines()).containsExactly(
        "INFO This node is web-1, the first in the cluster",
        "INFO This node is web-1, in the cluster with account-1, totp-1");
  }

  @Test
  void aNodeThatSaidGoodbyeHasLeft() {
    members.leaves(totp);
    are(self, account, totp);
    are(self, account);
    Address again = node("totp-2", 7802);
    are(self, account, again);
    assertThat(lines()).containsExactly("INFO totp-1 has left the cluster", "INFO totp-2 has joined the cluster");
  }

  @Test
  void aNodeThatSaidNothingIsMissingUntilItIsBack() {
    are(self, account);
    are(self, account);
    are(self, account, totp);
    assertThat(lines()).containsExactly("WARN totp-1 is missing from the cluster", "INFO totp-1 is back in the cluster");
  }

  @Test
  void aNodeIsBackWhenAnotherProcessIsInItsPlace() {
    are(self, account);
    at.remove(totp);
    Address again = node("totp-2", 7802);
    Address other = node("totp-3", 7803);
    are(self, account, again, other);
    are(self, account, other);
    assertThat(lines()).containsExactly("WARN totp-1 is missing from the cluster",
        "INFO totp-1 is back in the cluster as totp-2", "INFO totp-3 has joined the cluster",
        "WARN totp-2 is missing from the cluster");
  }

  @Test
  void aGoodbyeCountsOnce() {
    members.leaves(totp);
    are(self, account);
    are(self, account, totp);
    are(self, account);
    assertThat(lines()).containsExactly("INFO totp-1 has left the cluster", "INFO totp-1 has joined the cluster",
        "WARN totp-1 is missing from the cluster");
  }
}
