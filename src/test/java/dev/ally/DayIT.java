package dev.ally;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.AllyProcess;
import dev.ally.harness.Browser;
import dev.ally.harness.MailServer;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.Tools;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day of normal life with the finished jar, in a minute: people, an operator's commands, the help desk, an application,
 * an import, a backup, and a restart in the middle. Nothing is worth a warning, each security event is told once, and
 * fail2ban finds the failed logins.
 */
class DayIT {
  private static final Path FILTER = Path.of("src/docs/deploy/fail2ban.conf").toAbsolutePath();
  private static final Duration PROMISED_STOP = Duration.ofSeconds(15);
  /** After which a server tells what a command has not told. */
  private static final Duration LEFT_TO_COMMAND = Duration.ofSeconds(10);
  /** Within which everything is told; what is missing then is named. */
  private static final Duration TELLING = Duration.ofSeconds(30);
  private static final int PERIOD_SECONDS = 30;
  private static final String CHOSEN = "a new and fine password";
  private static final String OF_OLD = "correct horse b\u00e4ttery";
  private static final String BCRYPT_OF_OLD = "$2b$05$.y1eiteV..tE67EBJkmCKeAwt1GUzvLGhc2MmI4bAN6aWSyAk0soy";
  private static final String CALLBACK = "https://notes.example.org/callback";
  private static final Set<String> FAILED_LOGINS = Set.of(
      "LOGIN_PASSWORD_WRONG", "LOGIN_CODE_WRONG", "REAUTHENTICATION_PASSWORD_WRONG", "REAUTHENTICATION_CODE_WRONG");
  private static final Pattern POSTGRES_COMPLAINT = Pattern.compile("(WARNING|ERROR|FATAL|PANIC):  ");

  @TempDir Path directory;
  private final MailServer mail = new MailServer();
  private final List<String> expected = new ArrayList<>();
  private final Map<SimulatedUser, Long> lastSteps = new HashMap<>();
  private AllyProcess ally;
  private Instant lastCommand;

  @AfterEach
  void close() {
    if (ally != null) {
      ally.close();
    }
    mail.close();
  }

  @Test
  void aDayOfNormalLifeIsWorthNoWarningAndTellsEachEventOnce() throws Exception {
    start();
    SimulatedUser grace = operatorOfTheHelpDesk();
    SimulatedUser ada = personWhoSignsUp("ada@example.org");
    failAndLogIn(ada);
    forget(ada);
    String secret = registerTheApplication();
    importPeople("ines", "ivan");
    command("backup", directory.resolve("ally.backup").toString());
    Map<String, String> emails = emailsById();
    stop();

    start();
    SimulatedUser ines = person("ines@example.org");
    assertThat(location(ines.logIn(OF_OLD))).isEqualTo("/");
    expect("LOGIN_PASSWORD", ines.email, ines.email);
    logInToTheApplication(back(ada, CHOSEN), secret);
    helpSomebody(back(grace, SimulatedUser.PASSWORD), ines);
    ally.await(() -> Instant.now().isAfter(lastCommand.plus(LEFT_TO_COMMAND).plusSeconds(1)));
    Instant patience = Instant.now().plus(TELLING);
    ally.await(() -> audit().size() >= expected.size() || Instant.now().isAfter(patience));
    stop();

    assertThat(audit().stream().map(JsonObject::new).map(event -> inShort(event, emails)))
        .containsExactlyInAnyOrderElementsOf(expected);
    theDatabaseComplainsOfNothing();
    fail2banFindsTheFailedLogins();
  }

  private AllyProcess.Builder settings() throws IOException {
    return AllyProcess.unpackedIn(directory)
        .with("ALLY_AUDIT_LOG", directory.resolve("audit.log").toString())
        .with("ALLY_ACCESS_LOG", directory.resolve("access.log").toString())
        .with("ALLY_MAIL_HOST", "127.0.0.1").with("ALLY_MAIL_PORT", Integer.toString(port()))
        .with("ALLY_MAIL_TLS", "none").with("ALLY_MAIL_FROM", "ally@example.org");
  }

  private int port() {
    return mail.settings().smtp().orElseThrow().port();
  }

  private void start() throws IOException {
    ally = settings().start().awaitReady();
  }

  private void stop() throws InterruptedException {
    assertThat(ally.terminate().exit(PROMISED_STOP)).isZero();
    assertThat(ally.complaints()).isEmpty();
    assertThat(ally.err()).isEmpty();
  }

  /** What it prints, with nothing beside it on standard error but progress. */
  private String command(String... arguments) throws Exception {
    return command(settings(), arguments);
  }

  private String command(AllyProcess.Builder builder, String... arguments) throws Exception {
    try (AllyProcess command = builder.start(arguments)) {
      assertThat(command.exit()).as(command.err()).isZero();
      assertThat(command.err().lines().filter(line -> !line.matches("[0-9]+ of [0-9]+ lines.*|.* rows.*"))).isEmpty();
      lastCommand = Instant.now();
      return command.out();
    }
  }

  private SimulatedUser person(String email) {
    return new SimulatedUser(email, ally.browser(), Clock.systemUTC());
  }

  private SimulatedUser operatorOfTheHelpDesk() throws Exception {
    SimulatedUser grace = person("grace@example.org");
    command(settings().typing(SimulatedUser.PASSWORD + "\n"),
        "account", "create", "--email", grace.email, "--name", "Grace", "--password-stdin");
    expect("ACCOUNT_CREATED", grace.email, "operator");
    command("account", "group", "add", "--email", grace.email, "--group", "operators");
    expect("GROUP_ADDED", grace.email, "operator");
    assertThat(location(grace.logIn())).isEqualTo("/");
    expect("LOGIN_PASSWORD", grace.email, grace.email);
    enrol(grace);
    return grace;
  }

  private SimulatedUser personWhoSignsUp(String email) {
    SimulatedUser ada = person(email);
    assertThat(location(ada.browser.submit("/signup", "email", email, "name", "Ada"))).isEqualTo("/check-mail");
    HttpResponse<String> opened = ada.browser.get(mail.awaitLink(email, "Complete your sign-up", 1));
    assertThat(location(ada.browser.submitTo(
        location(opened), "/signup/confirm", "name", "Ada", "password", SimulatedUser.PASSWORD))).isEqualTo("/");
    expect("SIGN_UP", ada.email, ada.email);
    enrol(ada);
    return ada;
  }

  private void enrol(SimulatedUser person) {
    person.link();
    assertThat(person.confirm(nextCode(person)).statusCode()).isEqualTo(303);
    expect("TWO_FACTOR_ACTIVATE", person.email, person.email);
  }

  private void failAndLogIn(SimulatedUser ada) {
    assertThat(ada.logOut().statusCode()).isEqualTo(303);
    expect("LOGGED_OUT", ada.email, ada.email);
    assertThat(ada.logIn("not the password").statusCode()).isEqualTo(422);
    expect("LOGIN_PASSWORD_WRONG", ada.email, "null");
    assertThat(person("nobody@example.org").logIn().statusCode()).isEqualTo(422);
    expect("LOGIN_PASSWORD_WRONG", "null", "null");
    assertThat(location(ada.logIn())).isEqualTo("/login/code");
    assertThat(ada.code(ada.wrongCode()).statusCode()).isEqualTo(422);
    expect("LOGIN_CODE_WRONG", ada.email, ada.email);
    enterCode(ada);
    assertThat(ada.browser.submit("/settings/security/password", "password", "not it", "new_password", CHOSEN,
        "totp", ada.wrongCode()).statusCode()).isEqualTo(422);
    expect("REAUTHENTICATION_PASSWORD_WRONG", ada.email, ada.email);
  }

  private void enterCode(SimulatedUser person) {
    assertThat(location(person.code(nextCode(person)))).isEqualTo("/");
    expect("LOGIN_CODE", person.email, person.email);
  }

  private void forget(SimulatedUser ada) {
    Browser elsewhere = ally.browser();
    assertThat(location(elsewhere.submit("/forgot", "email", ada.email))).isEqualTo("/check-mail");
    elsewhere.open(mail.awaitLink(ada.email, "Choose a new password", 1));
    assertThat(location(elsewhere.submit("/reset", "new_password", CHOSEN))).isEqualTo("/login");
    expect("PASSWORD_RESET", ada.email, ada.email);
    mail.await(ada.email, "Your password was changed", 1);
  }

  private String registerTheApplication() throws Exception {
    Path clients = Files.writeString(directory.resolve("clients.json"), """
        [{"id": "notes", "name": "Notes", "consent": "none", "pkce": "optional", "redirect_uris": ["%s"]}]
        """.formatted(CALLBACK));
    Matcher made = Pattern.compile("created notes\t(\\S+)\n").matcher(command("client", "apply", clients.toString()));
    assertThat(made.matches()).isTrue();
    expect("CLIENT_CREATED", "null", "operator");
    return made.group(1);
  }

  private void importPeople(String... names) throws Exception {
    List<String> lines = new ArrayList<>();
    for (String name : names) {
      String email = name + "@example.org";
      lines.add(new JsonObject().put("email", email).put("password_hash", BCRYPT_OF_OLD).encode());
      expect("ACCOUNT_IMPORTED", email, "operator");
    }
    Path people = Files.write(directory.resolve("people.jsonl"), lines);
    assertThat(command("account", "import", people.toString())).startsWith(names.length + " accounts were made, 0 ");
  }

  /** Logs in with both factors after the restart. */
  private SimulatedUser back(SimulatedUser person, String password) {
    SimulatedUser back = person.at(ally.browser());
    lastSteps.put(back, lastSteps.get(person));
    assertThat(location(back.logIn(password))).isEqualTo("/login/code");
    enterCode(back);
    return back;
  }

  private void logInToTheApplication(SimulatedUser ada, String secret) {
    String back = location(ada.browser.get("/oauth2/authorize?" + Browser.encode(Browser.pairs("client_id", "notes",
        "redirect_uri", CALLBACK, "response_type", "code", "scope", "openid email", "state", "s"))));
    assertThat(back).startsWith(CALLBACK + "?code=");
    expect("APPLICATION_LOGIN", ada.email, ada.email);
    String code = back.replaceAll(".*[?&]code=([^&]+).*", "$1");
    Browser application = ally.browser();
    HttpResponse<String> tokens = application.send(application.request("/oauth2/token")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(
            ("notes:" + secret).getBytes(StandardCharsets.UTF_8)))
        .POST(BodyPublishers.ofString(Browser.encode(Browser.pairs(
            "grant_type", "authorization_code", "code", code, "redirect_uri", CALLBACK)))));
    assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
    HttpResponse<String> told = application.send(application.request("/oauth2/userinfo")
        .header("Authorization", "Bearer " + new JsonObject(tokens.body()).getString("access_token")));
    assertThat(new JsonObject(told.body()).getString("email")).isEqualTo(ada.email);
  }

  private void helpSomebody(SimulatedUser grace, SimulatedUser somebody) {
    Matcher found = Pattern.compile("/admin/accounts/[0-9a-f-]{36}")
        .matcher(grace.browser.get("/admin?search=" + somebody.email).body());
    assertThat(found.find()).isTrue();
    String page = found.group();
    assertThat(grace.browser.submitTo(page, page + "/lock", "reason", "").statusCode()).isEqualTo(422);
    assertThat(location(grace.browser.submitTo(page, page + "/lock", "reason", "a call"))).isEqualTo(page);
    expect("ACCOUNT_LOCKED", somebody.email, grace.email);
    assertThat(location(grace.browser.submitTo(
        page, page + "/unlock", "reason", "a call", "totp", nextCode(grace)))).isEqualTo(page);
    expect("ACCOUNT_UNLOCKED", somebody.email, grace.email);
    mail.await(somebody.email, 2);
  }

  /** A code that the person has not used, once the app shows it or nearly so. */
  private String nextCode(SimulatedUser person) {
    long step = Math.max(lastSteps.getOrDefault(person, 0L) + 1, step() - 1);
    ally.await(() -> step <= step() + 1);
    lastSteps.put(person, step);
    return person.app.codeAt(Instant.ofEpochSecond(step * PERIOD_SECONDS));
  }

  private static long step() {
    return Instant.now().getEpochSecond() / PERIOD_SECONDS;
  }

  /** @param of an email address, or {@code null} */
  private void expect(String event, String of, String by) {
    expected.add(event + " of " + of + " by " + by + (FAILED_LOGINS.contains(event) ? ": failure" : ": success"));
  }

  private static String inShort(JsonObject event, Map<String, String> emails) {
    String account = event.getString("account");
    String actor = event.getString("actor");
    return event.getString("event") + " of " + emails.getOrDefault(account, account) + " by "
        + emails.getOrDefault(actor, actor) + ": " + event.getString("outcome");
  }

  private Map<String, String> emailsById() throws Exception {
    return command("account", "list", "--format", "json").lines().map(JsonObject::new)
        .collect(Collectors.toMap(account -> account.getString("id"), account -> account.getString("email")));
  }

  private List<String> audit() {
    try {
      return Files.readAllLines(directory.resolve("audit.log"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void theDatabaseComplainsOfNothing() throws IOException {
    try (Stream<Path> logs = Files.walk(directory.resolve("ally-data/postgres/log"))) {
      for (Path log : logs.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(log)).doesNotContainPattern(POSTGRES_COMPLAINT);
      }
    }
  }

  private void fail2banFindsTheFailedLogins() throws Exception {
    Tools.need("fail2ban-regex");
    Process fail2ban = new ProcessBuilder(
        "fail2ban-regex", "--out", "msg", directory.resolve("audit.log").toString(), FILTER.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String found = new String(fail2ban.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(fail2ban.waitFor()).isZero();
    assertThat(found.lines()).containsExactlyElementsOf(audit().stream()
        .filter(line -> FAILED_LOGINS.contains(new JsonObject(line).getString("event"))).toList());
  }
}
