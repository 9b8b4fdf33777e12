package dev.ally.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * An application with Spring Security, in a JVM of its own: {@code src/test/spring}, which {@code .ci/run} builds. Its
 * page {@code /} shows the claims of who is logged in, and {@code /logout} asks whether to log out.
 */
public final class SpringApplication implements AutoCloseable {
  private static final Path JAR = Path.of("target/spring/shop.jar");

  private final Process process;

  private SpringApplication(Process process) {
    this.process = process;
  }

  /**
   * Returns when it listens on this port of the loopback address.
   *
   * @param directory for its settings and its log
   * @param settings the text of an {@code application.yml}
   */
  public static SpringApplication start(Path directory, int port, String settings)
      throws IOException, InterruptedException {
    Tools.need(JAR);
    Files.writeString(directory.resolve("application.yml"), settings);
    Path log = directory.resolve("shop.log");
    Process process = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-jar", JAR.toString(),
        "--server.address=127.0.0.1", "--server.port=" + port, "--spring.config.location=file:" + directory + "/")
        .redirectErrorStream(true).redirectOutput(log.toFile()).start();
    while (!Ports.isListening(port)) {
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the application has ended\n" + Files.readString(log));
      }
    }
    return new SpringApplication(process);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
