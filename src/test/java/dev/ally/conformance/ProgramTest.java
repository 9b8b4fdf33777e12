package dev.ally.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.SimulatedUser;
import dev.ally.harness.Tools;
import dev.ally.harness.WholeServer;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A program of somebody else's library, oauth4webapi, that takes no answer that differs from the standards. */
class ProgramTest {
  @RegisterExtension static final WholeServer ALLY = WholeServer.inBrowsers();

  private static final Path SCRIPT = Path.of("src/test/node/program.mjs");

  /** With a pushed request, a key instead of a secret, and access tokens that are JSON Web Tokens (RFC 9068). */
  @Test
  void logsInAndUsesEveryKindOfToken() throws IOException {
    Path packages = Tools.needNodePackage("oauth4webapi");
    ALLY.clock.set(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    Path script = Files.copy(SCRIPT, packages.resolve(SCRIPT.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    Process program = new ProcessBuilder(
        "node", script.toString(), ALLY.publicUrl().toString(), SuiteClient.CALLBACK)
        .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader out = program.inputReader(); BufferedWriter in = program.outputWriter()) {
      SuiteClient client = SuiteClient.register(ALLY, new JsonObject()
          .put("auth_method", "private_key_jwt").put("jwks", said(out))
          .put("pkce", "required").put("id_token_alg", "ES256")
          .put("access_token", "jwt").put("audience", "https://resource.example.org/"));
      say(in, client.id);
      SimulatedUser ada = ALLY.user();
      ada.logIn();
      URI way = URI.create(said(out).getString("way"));
      say(in, SuiteClient.wayOut(ada.browser.get(way.getRawPath() + "?" + way.getRawQuery())));
      JsonObject seen = said(out);
      assertThat(seen.getString("email")).isEqualTo(ada.email);
      assertThat(seen.getString("resource")).isEqualTo(seen.getString("sub"));
      assertThat(seen.getString("client")).isEqualTo(client.id);
      assertThat(seen.getBoolean("same")).isTrue();
      assertThat(seen.getBoolean("live")).isTrue();
      assertThat(seen.getBoolean("ended")).isFalse();
    } finally {
      program.destroyForcibly();
    }
  }

  private static JsonObject said(BufferedReader out) throws IOException {
    String line = out.readLine();
    assertThat(line).as("it says why not").isNotNull();
    return new JsonObject(line);
  }

  private static void say(BufferedWriter in, String line) throws IOException {
    in.write(line + "\n");
    in.flush();
  }
}
