package dev.ally.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** An application by somebody else's library, in a process of node: {@code src/test/node/application.mjs}. */
public final class NodeApplication implements AutoCloseable {
  private static final Path SCRIPT = Path.of("src/test/node/application.mjs");

  private final Process process;
  private final String url;

  private NodeApplication(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /** @param port where it listens, on the loopback address */
  public static NodeApplication start(int port, String issuer, String clientId, String secret) {
    Path packages = Tools.needNodePackage("openid-client");
    try {
      Path script = Files.copy(SCRIPT, packages.resolve(SCRIPT.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      ProcessBuilder builder = new ProcessBuilder("node", script.toString(), issuer, clientId, secret)
          .redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().put("APPLICATION_PORT", Integer.toString(port));
      Process process = builder.start();
      String said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
      if (said == null) {
        throw new IllegalStateException("the application did not start");
      }
      return new NodeApplication(process, said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return url;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
