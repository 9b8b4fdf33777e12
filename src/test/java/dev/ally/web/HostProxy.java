package dev.ally.web;

import dev.ally.harness.Ports;
import dev.ally.harness.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A proxy before two protected hosts, by the sample that the documentation has for it, with addresses of a test. */
final class HostProxy implements AutoCloseable {
  private static final Path SAMPLES = Path.of("src/docs/deploy");
  private static final String SAMPLE_HOST = "grafana.example.org";

  final int port;
  private final Process process;
  private final Path out;

  /**
   * What a sample is adapted to.
   *
   * @param ally host and port of the web node
   * @param application host and port of what is protected
   * @param certificate PEM, with the hosts' names
   * @param key PEM
   */
  record Place(Path directory, String ally, String application, Path certificate, Path key) {
    private String inSample(String text) {
      return text.replace("127.0.0.1:3000", application)
          .replaceAll("/etc/ssl/[a-z.]+\\.key", key.toString())
          .replaceAll("/etc/ssl/[a-z.]+\\.pem", certificate.toString());
    }

    private Path file(String name, String text) throws IOException {
      return Files.writeString(Files.createDirectories(directory).resolve(name), text);
    }
  }

  private HostProxy(String program, Place place, int port, List<String> command) throws IOException {
    this.port = port;
    this.out = place.directory.resolve(program + ".out");
    this.process = new ProcessBuilder(command).directory(place.directory.toFile())
        .redirectErrorStream(true).redirectOutput(out.toFile()).start();
    awaitListening();
  }

  private static String sample(String name) throws IOException {
    return Files.readString(SAMPLES.resolve(name));
  }

  /** @param hosts the names that stand in for the one of the sample, and that of the site, which nginx serves too */
  static HostProxy nginx(Place place, List<String> hosts, String site) {
    Tools.need("nginx");
    int port = Ports.free();
    try {
      String ofSite = place.inSample(sample("nginx/ally.conf")).replace("accounts.example.org", site)
          .replaceAll("server 10\\.0\\.0\\.1[12]:8080;", "server " + place.ally + ";");
      StringBuilder servers = new StringBuilder(ofSite);
      String protectedHost = place.inSample(sample("nginx/forward-auth.conf"))
          .replace("$scheme://$host$request_uri", "$scheme://$host:$server_port$request_uri")
          .replace("X-Forwarded-Host $host;", "X-Forwarded-Host $host:$server_port;");
      hosts.forEach(host -> servers.append(protectedHost.replace(SAMPLE_HOST, host)));
      Path file = place.file("nginx.conf", """
          error_log %1$s/error.log;
          pid %1$s/nginx.pid;
          events {}
          http {
            access_log off;
          %2$s
          }
          """.formatted(place.directory,
          servers.toString().replace("listen 443 ssl", "listen 127.0.0.1:" + port + " ssl")));
      return new HostProxy("nginx", place, port,
          List.of("nginx", "-p", place.directory.toString(), "-c", file.toString(), "-g", "daemon off;"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static HostProxy caddy(Place place, List<String> hosts) {
    Tools.need("caddy");
    int port = Ports.free();
    try {
      StringBuilder sites = new StringBuilder("{\n\tadmin off\n\tauto_https off\n}\n");
      String sample = place.inSample(sample("caddy/Caddyfile")).replace("10.0.0.11:8080 10.0.0.12:8080", place.ally);
      hosts.forEach(host -> sites.append(sample.replace(SAMPLE_HOST + " {",
          "https://" + host + ":" + port + " {\n\tbind 127.0.0.1\n\ttls " + place.certificate + " " + place.key)));
      Path file = place.file("Caddyfile", sites.toString());
      return new HostProxy("caddy", place, port, List.of("env", "HOME=" + place.directory, "caddy", "run",
          "--config", file.toString(), "--adapter", "caddyfile"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sample serves whatever host is registered. */
  static HostProxy haproxy(Place place) {
    Tools.need("haproxy");
    int port = Ports.free();
    int checks = Ports.free();
    try {
      place.file("both.pem", Files.readString(place.certificate) + Files.readString(place.key));
      place.file("forward-auth.lua", sample("haproxy/forward-auth.lua")
          .replace("127.0.0.1:8079", "127.0.0.1:" + checks));
      Path file = place.file("haproxy.cfg", sample("haproxy/forward-auth.cfg")
          .replace("127.0.0.1:3000", place.application)
          .replaceAll("bind :443 ssl crt \\S+", "bind 127.0.0.1:" + port + " ssl crt " + place.directory + "/both.pem")
          .replace("/etc/haproxy/", place.directory + "/")
          .replace("127.0.0.1:8079", "127.0.0.1:" + checks)
          .replaceAll("10\\.0\\.0\\.1[12]:8080", place.ally));
      return new HostProxy("haproxy", place, port, List.of("haproxy", "-db", "-f", file.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitListening() throws IOException {
    for (int attempt = 1; !Ports.isListening(port); attempt++) {
      if (attempt == 200 || !process.isAlive()) {
        process.destroy();
        throw new IllegalStateException("the proxy does not listen\n" + said());
      }
      pause(100);
    }
  }

  /** What it has written, for a failure. */
  String said() throws IOException {
    return Files.readString(out);
  }

  private void pause(long millis) {
    try {
      process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    pause(5_000);
  }
}
