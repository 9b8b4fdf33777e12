package dev.ally.cluster;

import dev.ally.harness.Ports;
import dev.ally.harness.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A proxy that operators use, as a process of its own. */
final class ProxyProgram implements Balancer {
  private final Process process;
  private final int port;

  private ProxyProgram(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** nginx with its defaults: it only knows the nodes. */
  static ProxyProgram nginx(Path directory, List<URI> nodes) {
    int port = Ports.free();
    return start("nginx", directory, port, """
        error_log error.log;
        pid nginx.pid;
        worker_processes auto;
        events {}
        http {
          access_log off;
          upstream ally {
        %s
          }
          server {
            listen 127.0.0.1:%d;
            location / { proxy_pass http://ally; }
          }
        }
        """.formatted(lines(nodes, (number, node) -> "    server " + node.getAuthority() + ";"), port),
        file -> List.of("nginx", "-p", directory.toString(), "-c", file.toString(), "-g", "daemon off;"));
  }

  /** HAProxy, which sends a request to another node when it cannot connect. */
  static ProxyProgram haproxy(Path directory, List<URI> nodes) {
    int port = Ports.free();
    return start("haproxy", directory, port, """
        defaults
          mode http
          timeout connect 2s
          timeout client 60s
          timeout server 60s
          option redispatch
        frontend people
          bind 127.0.0.1:%d
          default_backend ally
        backend ally
          balance roundrobin
        %s
        """.formatted(
            port, lines(nodes, (number, node) -> "  server web" + number + " " + node.getAuthority() + " check")),
        file -> List.of("haproxy", "-db", "-f", file.toString()));
  }

  private interface Line {
    String of(int number, URI node);
  }

  private interface Command {
    List<String> with(Path file);
  }

  private static String lines(List<URI> nodes, Line line) {
    return nodes.stream().map(node -> line.of(nodes.indexOf(node), node)).collect(Collectors.joining("\n"));
  }

  private static ProxyProgram start(String program, Path directory, int port, String settings, Command command) {
    Tools.need(program);
    try {
      Path file = Files.writeString(Files.createDirectories(directory).resolve(program + ".conf"), settings);
      Process process = new ProcessBuilder(command.with(file)).directory(directory.toFile())
          .redirectErrorStream(true).redirectOutput(directory.resolve(program + ".out").toFile()).start();
      ProxyProgram proxy = new ProxyProgram(process, port);
      proxy.awaitListening(directory.resolve(program + ".out"));
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitListening(Path out) throws IOException {
    for (int attempt = 1; !Ports.isListening(port); attempt++) {
      if (attempt == 100 || !process.isAlive()) {
        process.destroy();
        throw new IllegalStateException("the proxy does not listen\n" + Files.readString(out));
      }
      pause(100);
    }
  }

  private void pause(long millis) {
    try {
      process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public void close() {
    process.destroy();
    pause(5_000);
  }
}
