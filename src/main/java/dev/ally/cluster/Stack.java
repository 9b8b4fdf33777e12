package dev.ally.cluster;

import dev.ally.bus.Role;
import dev.ally.config.ClusterSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.EnumSet;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jgroups.JChannel;
import org.jgroups.protocols.TCP;
import org.jgroups.util.SocketFactory;

/** The JGroups protocols: discovery, failure detection, and connections only for nodes with a certificate. */
final class Stack {
  private static final String TEMPLATE = "/cluster/stack.xml";

  private Stack() {}

  /** A channel, not connected yet. */
  static JChannel channel(ClusterSettings settings, Credentials credentials, String name) {
    try (InputStream template = Stack.class.getResourceAsStream(TEMPLATE)) {
      String xml = new String(template.readAllBytes(), StandardCharsets.UTF_8)
          .replace("{host}", settings.host())
          .replace("{port}", Integer.toString(settings.port()))
          .replace("{offset}", Integer.toString(ClusterSettings.FAILURE_DETECTION_OFFSET))
          .replace("{external}", settings.advertisedHost().map(host -> "external_addr=\"" + host + "\"").orElse(""))
          .replace("{discovery}", discovery(settings));
      JChannel channel = new JChannel(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
      channel.setName(name);
      TCP tcp = (TCP) channel.getProtocolStack().getTransport();
      tcp.setSocketFactory(sockets(credentials));
      tcp.setMessageFactory(new PlainMessages());
      return channel;
    } catch (IOException e) {
      throw new IllegalStateException("the jar is damaged: " + TEMPLATE, e);
    } catch (Exception e) {
      throw new ClusterRefused(
          "ALLY_CLUSTER_HOST, ALLY_CLUSTER_PORT: the cluster cannot be set up: " + e.getMessage(), e);
    }
  }

  private static String discovery(ClusterSettings settings) {
    if (settings.discovery() instanceof ClusterSettings.Dns dns) {
      return "<dns.DNS_PING dns_query=\"" + dns.name() + "\" async_discovery_use_separate_thread_per_request=\"true\"/>";
    }
    String hosts = ((ClusterSettings.Hosts) settings.discovery()).addresses().stream()
        .map(address -> address.host().replaceAll("[\\[\\]]", "") + "[" + address.port() + "]")
        .collect(Collectors.joining(","));
    return "<TCPPING initial_hosts=\"" + hosts + "\" port_range=\"0\" async_discovery=\"true\"/>";
  }

  private static SocketFactory sockets(Credentials credentials) throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(credentials.own(), Credentials.NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(
        keys.getKeyManagers(),
        new TrustManager[] {new MemberTrust("the cluster", credentials.authority(), EnumSet.allOf(Role.class))},
        null);
    return new ClusterDoor(context);
  }
}
