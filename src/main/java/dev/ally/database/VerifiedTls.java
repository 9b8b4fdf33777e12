package dev.ally.database;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.postgresql.PGProperty;
import org.postgresql.ssl.WrappedFactory;

/**
 * TLS for pgjdbc that verifies the certificate and its name during the handshake, as the pools do, so that both clients
 * accept the same servers and fail for the same reasons. The class and its constructor are public because pgjdbc
 * creates it by the name of the class.
 */
public final class VerifiedTls extends WrappedFactory {
  public VerifiedTls(Properties connection) throws GeneralSecurityException {
    Optional<Path> root = Optional.ofNullable(PGProperty.SSL_ROOT_CERT.getOrDefault(connection)).map(Path::of);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {Trust.of(root)}, null);
    factory = context.getSocketFactory();
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
    SSLSocket encrypted = (SSLSocket) super.createSocket(socket, host, port, autoClose);
    SSLParameters parameters = encrypted.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    encrypted.setSSLParameters(parameters);
    return encrypted;
  }
}
