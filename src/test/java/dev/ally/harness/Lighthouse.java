package dev.ally.harness;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Lighthouse, as on a phone, in a process of node: {@code src/test/node/lighthouse.mjs}. */
public final class Lighthouse {
  private static final Path SCRIPT = Path.of("src/test/node/lighthouse.mjs");

  private Lighthouse() {}

  /**
   * What it says of these pages, one after another: its scores from 0 to 100, the audits that failed, by how much the
   * page moved while it was loaded, and how many requests it took.
   *
   * @param cookies go along with each request
   */
  public static List<JsonObject> judge(String cookies, List<String> addresses) throws IOException {
    Tools.need(Chromium.EXECUTABLE);
    Path packages = Tools.needNodePackage("lighthouse");
    Path script = Files.copy(SCRIPT, packages.resolve(SCRIPT.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    List<String> command = new ArrayList<>(List.of("node", script.toString(), Chromium.EXECUTABLE.toString(), cookies));
    command.addAll(addresses);
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<JsonObject> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines().map(JsonObject::new).toList();
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException("Lighthouse ended with " + process.exitValue());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return said;
  }
}
