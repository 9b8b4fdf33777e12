package dev.ally.conformance;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.oidc.ApplyClients;
import dev.ally.crypto.Secret;
import dev.ally.harness.ApplicationsDocument;
import dev.ally.harness.Browser;
import dev.ally.harness.Ports;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.Tools;
import dev.ally.harness.WholeServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Debian's Apache with mod_auth_openidc, set up as {@code src/docs/applications.md} says. */
class ApacheTest {
  @RegisterExtension static final WholeServer ALLY = WholeServer.inBrowsers();

  private static final String PAGE = "/page.txt";
  private static final Path MODULES = Path.of("/usr/lib/apache2/modules");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final int port = Ports.free();
  private final String client = "wiki-" + UUID.randomUUID();
  private final String url = "http://127.0.0.1:" + port;

  /** The block of the document in that language, for the addresses of this test. */
  private String documented(String language) throws IOException {
    return ApplicationsDocument.block("Apache with mod_auth_openidc", language)
        .replace("\"id\": \"wiki\"", "\"id\": \"" + client + "\"")
        .replace("OIDCClientID wiki", "OIDCClientID " + client)
        .replace("https://wiki.example.org", url)
        .replace("https://accounts.example.org", ALLY.publicUrl().toString());
  }

  private Path configuration(Secret secret) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(directory.resolve("page.txt"), "The wiki");
    return Files.writeString(directory.resolve("apache.conf"), """
        ServerRoot %1$s
        ServerName 127.0.0.1
        Listen 127.0.0.1:%2$d
        PidFile %1$s/apache.pid
        DefaultRuntimeDir %1$s
        Mutex file:%1$s default
        ErrorLog %1$s/error.log
        DocumentRoot %1$s
        User www-data
        Group www-data
        LoadModule mpm_event_module %3$s/mod_mpm_event.so
        LoadModule authn_core_module %3$s/mod_authn_core.so
        LoadModule authz_core_module %3$s/mod_authz_core.so
        LoadModule authz_user_module %3$s/mod_authz_user.so
        LoadModule headers_module %3$s/mod_headers.so
        LoadModule auth_openidc_module %3$s/mod_auth_openidc.so
        Header set X-Person "expr=%%{REMOTE_USER}"
        Header set X-Token "expr=%%{HTTP:OIDC_access_token}"
        %4$s
        """.formatted(directory, port, MODULES, documented("apache")
            .replace("OIDCClientSecret …", "OIDCClientSecret " + secret.revealText())
            .replace("profile email groups\"", "profile email groups offline_access\"")
            .replace("OIDCCryptoPassphrase …", "OIDCCryptoPassphrase " + UUID.randomUUID())));
  }

  private Secret register() throws IOException {
    ApplyClients.Answer applied = answer(ApplyClients.OPERATION.ask(
        ALLY.bus(), new ApplyClients(UUID.randomUUID(), "[" + documented("json") + "]", false)));
    assertThat(applied.mistakes()).isEmpty();
    return applied.applied().get(0).secret();
  }

  /** The server's clock goes on meanwhile: what it sends in vain is sent again after a while. */
  private static void await(Process apache, BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      assertThat(apache.waitFor(50, TimeUnit.MILLISECONDS)).as("Apache has ended").isFalse();
      keepTime();
    }
  }

  private static void keepTime() {
    ALLY.clock.set(Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  /** Through Ally and back, in a browser that is logged in there. */
  private HttpResponse<String> logIn(Browser wiki, SimulatedUser person) throws IOException {
    HttpResponse<String> first = page(wiki, PAGE);
    assertThat(first.statusCode()).as(Files.readString(directory.resolve("error.log"))).isEqualTo(302);
    URI way = URI.create(location(first));
    assertThat(way.getRawQuery()).contains("code_challenge_method=S256");
    String back = SuiteClient.wayOut(person.browser.get(way.getRawPath() + "?" + way.getRawQuery()));
    assertThat(back).startsWith(url + "/oidc/callback?").contains("code=");
    return page(wiki, URI.create(location(page(wiki, back.substring(url.length())))).getRawPath());
  }

  /** What accepts no HTML is sent to no login. */
  private static HttpResponse<String> page(Browser wiki, String path) {
    return wiki.send(wiki.request(path).header("Accept", "text/html").GET());
  }

  private static String header(HttpResponse<String> page, String name) {
    return page.headers().firstValue(name).orElse("");
  }

  @Test
  void logsPeopleInByTheirGroupRefreshesTheirTokensAndLogsThemOutAsTheyLogOutOfAlly() throws Exception {
    Tools.need("apache2");
    Tools.need(MODULES.resolve("mod_auth_openidc.so"));
    keepTime();
    SimulatedUser ada = ALLY.user();
    ada.logIn();
    answer(ChangeGroup.OPERATION.ask(ALLY.bus(), new ChangeGroup(ada.email, "staff", true)));
    SimulatedUser eve = ALLY.user();
    eve.logIn();
    Path configuration = configuration(register());
    Process apache = new ProcessBuilder("apache2", "-DFOREGROUND", "-f", configuration.toString())
        .redirectErrorStream(true).redirectOutput(directory.resolve("out").toFile()).start();
    try {
      await(apache, () -> Ports.isListening(port));
      Browser wiki = new Browser(URI.create(url), URI.create(url));
      HttpResponse<String> page = logIn(wiki, ada);
      assertThat(page.body()).isEqualTo("The wiki");
      assertThat(header(page, "X-Person")).matches("[0-9a-f-]{36}");
      assertThat(logIn(wiki.another(), eve).statusCode()).as("outside the group").isEqualTo(401);

      String token = header(page, "X-Token");
      HttpResponse<String> refreshed =
          page(wiki, "/oidc/callback?refresh=" + url + PAGE + "&access_token=" + token);
      assertThat(location(refreshed)).isEqualTo(url + PAGE);
      assertThat(header(page(wiki, PAGE), "X-Token")).as("the refreshed one").isNotEmpty().isNotEqualTo(token);

      ada.logOut();
      await(apache, () -> page(wiki, PAGE).statusCode() == 302);
    } finally {
      apache.destroy();
    }
  }
}
