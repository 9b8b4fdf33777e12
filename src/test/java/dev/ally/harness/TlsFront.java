package dev.ally.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Speaks TLS before a mail server that does not, from the first byte (RFC 8314) or once asked to (RFC 3207). */
public final class TlsFront implements AutoCloseable {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final ServerSocket listening;
  private final SSLContext tls;
  private final int behind;
  private final boolean startTls;

  /**
   * @param store with a certificate for localhost and its key, as {@link #makeCertificate} makes it
   * @param behind port of the mail server
   */
  public TlsFront(Path store, int behind, boolean startTls) throws IOException, GeneralSecurityException {
    this.tls = SSLContext.getInstance("TLS");
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(KeyStore.getInstance(store.toFile(), PASSWORD), PASSWORD);
    tls.init(keys.getKeyManagers(), null, null);
    this.behind = behind;
    this.startTls = startTls;
    this.listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /** A certificate for localhost that is signed by itself, with its key. */
  public static Path makeCertificate(Path directory, String name) throws IOException, InterruptedException {
    Path store = directory.resolve(name + ".p12");
    Process keytool = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", name,
        "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost",
        "-ext", "BC=ca:true", "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass",
        new String(PASSWORD)).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    if (keytool.waitFor() != 0) {
      throw new IOException("no certificate was made");
    }
    return store;
  }

  /** Has this process believe that certificate, or no other than the usual ones again where it is null. */
  public static void trust(Path store) {
    if (store == null) {
      System.clearProperty("javax.net.ssl.trustStore");
      System.clearProperty("javax.net.ssl.trustStorePassword");
    } else {
      System.setProperty("javax.net.ssl.trustStore", store.toString());
      System.setProperty("javax.net.ssl.trustStorePassword", new String(PASSWORD));
    }
  }

  public int port() {
    return listening.getLocalPort();
  }

  private void accept() throws IOException {
    while (!listening.isClosed()) {
      Socket client = listening.accept();
      start(() -> serve(client));
    }
  }

  private void serve(Socket client) throws IOException {
    try (client; Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
      if (startTls) {
        greet(client);
        readLine(server.getInputStream());
      }
      SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(client, null, true);
      secured.setUseClientMode(false);
      secured.startHandshake();
      start(() -> server.getInputStream().transferTo(secured.getOutputStream()));
      secured.getInputStream().transferTo(server.getOutputStream());
    }
  }

  private static void greet(Socket client) throws IOException {
    OutputStream out = client.getOutputStream();
    say(out, "220 localhost");
    while (!readLine(client.getInputStream()).startsWith("STARTTLS")) {
      say(out, "250-localhost\r\n250 STARTTLS");
    }
    say(out, "220 go ahead");
  }

  private static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /** Not a byte more: what follows is TLS. */
  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int read = in.read(); read != '\n'; read = in.read()) {
      if (read < 0) {
        throw new IOException("closed within a line");
      }
      line.append((char) read);
    }
    return line.toString();
  }

  private interface Work {
    void run() throws IOException;
  }

  /** A client that goes away ends the work that was for it. */
  private static void start(Work work) {
    Thread thread = new Thread(() -> {
      try {
        work.run();
      } catch (IOException gone) {
        Thread.currentThread().interrupt();
      }
    }, "tls-front");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
