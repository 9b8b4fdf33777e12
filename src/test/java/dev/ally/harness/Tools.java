package dev.ally.harness;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a test needs of its machine: skipped without it, unless ALLY_TEST_REQUIRE_TOOLS says that all must be there. And
 * other people's programs that read what Ally shows: a QR reader and an authenticator.
 */
public final class Tools {
  private Tools() {}

  /** Goes on only where a program is on the path. */
  public static void need(String program) {
    need(isOnPath(program), program + " is not installed");
  }

  /** Goes on only where this file is installed. */
  public static void need(Path file) {
    need(Files.exists(file), file + " is not installed");
  }

  /**
   * Goes on only with node and this package of npm.
   *
   * @return where the package is installed, beside those that it needs
   */
  public static Path needNodePackage(String name) {
    need("node");
    Path installed = Path.of("target/node");
    need(Files.isDirectory(installed.resolve("node_modules").resolve(name)), name + " is not installed in " + installed);
    return installed;
  }

  /** Goes on only as root. */
  public static void needRoot() {
    need("root".equals(System.getProperty("user.name")), "this is not root");
  }

  /** The text of the one QR code in this picture, as zbarimg reads it. */
  public static String readQr(Path picture) {
    return run("zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture.toString());
  }

  /** The code that oathtool shows for this key; {@code when} as it takes it: {@code now + 30 seconds}. */
  public static String code(String base32, String when) {
    return run("oathtool", "--totp", "--base32", "--now", when, base32);
  }

  /**
   * The code that oathtool shows for a key with parameters of its own.
   *
   * @param algorithm as a key URI names it
   */
  public static String code(String base32, Instant when, String algorithm, int digits, int periodSeconds) {
    return run("oathtool", "--totp=" + algorithm, "--base32", "--now", when.toString(),
        "--digits=" + digits, "--time-step-size=" + periodSeconds + "s", base32);
  }

  private static void need(boolean there, String otherwise) {
    if ("true".equals(System.getenv("ALLY_TEST_REQUIRE_TOOLS"))) {
      assertTrue(there, otherwise);
    } else {
      assumeTrue(there, otherwise);
    }
  }

  private static boolean isOnPath(String program) {
    return Stream.of(System.getenv("PATH").split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static String run(String program, String... arguments) {
    need(program);
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertTrue(process.waitFor() == 0, program + " found nothing: " + output);
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
