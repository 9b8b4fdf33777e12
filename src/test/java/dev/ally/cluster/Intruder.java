package dev.ally.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/** A client that believes every server, and shows its certificate whatever authorities are asked for. */
final class Intruder {
  /** Said in clear after the connection is made, or within TLS. */
  static final String WORD = "a word that was said at the door";

  private static final int PATIENCE_MILLIS = 3_000;

  private final SocketFactory sockets;

  /**
   * @param from the intruder's own port
   * @param isOpen whether the door was not shut: TLS 1.3 tells a client after its handshake that it is refused
   */
  record Knock(int from, boolean isOpen) {}

  private Intruder(SocketFactory sockets) {
    this.sockets = sockets;
  }

  static Intruder withoutTls() {
    return new Intruder(SocketFactory.getDefault());
  }

  /** Believes no server of a cluster. */
  static Intruder withoutTrust() {
    return new Intruder(SSLSocketFactory.getDefault());
  }

  static Intruder withoutACertificate() throws GeneralSecurityException {
    return new Intruder(tls());
  }

  static Intruder with(Credentials shown) throws GeneralSecurityException {
    return new Intruder(tls(new Insistent(shown)));
  }

  private static SocketFactory tls(KeyManager... keys) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keys, new TrustManager[] {new Credulous()}, null);
    return context.getSocketFactory();
  }

  Knock knock(int port) throws IOException {
    try (Socket socket = sockets.createSocket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      return new Knock(socket.getLocalPort(), isOpen(socket));
    }
  }

  private static boolean isOpen(Socket socket) {
    try {
      socket.getOutputStream().write(WORD.getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      return false;
    } catch (SocketTimeoutException stillOpen) {
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private static final class Insistent implements X509KeyManager {
    private static final String ONLY = "role";
    private final Credentials shown;

    private Insistent(Credentials shown) {
      this.shown = shown;
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return ONLY;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      try {
        return new X509Certificate[] {(X509Certificate) shown.own().getCertificate(ONLY)};
      } catch (KeyStoreException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      try {
        return (PrivateKey) shown.own().getKey(ONLY, Credentials.NO_PASSWORD);
      } catch (KeyStoreException | NoSuchAlgorithmException | UnrecoverableKeyException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[] {ONLY};
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return new String[0];
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return null;
    }
  }

  private static final class Credulous implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
