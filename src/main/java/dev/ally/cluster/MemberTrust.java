package dev.ally.cluster;

import dev.ally.bus.Role;
import dev.ally.bus.cluster.ThrottledWarnings;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.LoggerFactory;

/**
 * Trusts certificates of one authority that name one of certain roles. Does not verify host names: all nodes of a role
 * share its certificate, wherever they run.
 */
final class MemberTrust extends X509ExtendedTrustManager {
  private final ThrottledWarnings warnings = new ThrottledWarnings(LoggerFactory.getLogger(MemberTrust.class));
  private final String door;
  private final Set<Role> roles;
  private final X509ExtendedTrustManager chain;

  /**
   * @param door the port, for the log
   * @param roles that are accepted
   */
  MemberTrust(String door, X509Certificate authority, Set<Role> roles) {
    this.door = door;
    this.roles = Set.copyOf(roles);
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, Credentials.NO_PASSWORD);
      trusted.setCertificateEntry("authority", authority);
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(trusted);
      chain = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java has PKIX", e);
    }
  }

  private interface Check {
    void run() throws CertificateException;
  }

  private void check(X509Certificate[] presented, Check ofChain) throws CertificateException {
    try {
      ofChain.run();
      Role role = Credentials.roleOf(presented[0]);
      if (!roles.contains(role)) {
        throw new CertificateException("the role " + role.text() + " is not accepted here");
      }
    } catch (CertificateException e) {
      refused(presented, e);
      throw e;
    } catch (IllegalArgumentException e) {
      refused(presented, e);
      throw new CertificateException(e);
    }
  }

  private void refused(X509Certificate[] presented, Exception why) {
    warnings.tell(
        "certificate(s) at " + door + ", the last of "
            + (presented.length == 0 ? "no name" : presented[0].getSubjectX500Principal()),
        why.getMessage());
  }

  @Override
  public void checkClientTrusted(X509Certificate[] presented, String type) throws CertificateException {
    check(presented, () -> chain.checkClientTrusted(presented, type));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] presented, String type, Socket socket) throws CertificateException {
    checkClientTrusted(presented, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] presented, String type, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(presented, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] presented, String type) throws CertificateException {
    check(presented, () -> chain.checkServerTrusted(presented, type));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] presented, String type, Socket socket) throws CertificateException {
    checkServerTrusted(presented, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] presented, String type, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(presented, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return chain.getAcceptedIssuers();
  }
}
