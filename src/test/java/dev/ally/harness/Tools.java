package dev.ally.harness;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a test needs of its machine: skipped without it, unless ALLY_TEST_REQUIRE_TOOLS says that all must be there. */
public final class Tools {
  private Tools() {}

  /** Goes on only where a program is on the path. */
  public static void need(String program) {
    need(isOnPath(program), program + " is not installed");
  }

  /** Goes on only as root. */
  public static void needRoot() {
    need("root".equals(System.getProperty("user.name")), "this is not root");
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
}
