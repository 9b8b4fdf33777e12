package dev.ally;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import dev.ally.contract.Reseal;
import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.ResetTwoFactor;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.harness.AuthenticatorApp;
import dev.ally.harness.Browser;
import dev.ally.harness.MailServer;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import io.vertx.ext.auth.impl.Codec;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Everything that happens to a person, with every logger at its most talkative; then all that is left is searched. */
class RedactionTest {
  private static final String LINK = "/settings/security/link";
  private static final String RECOVERY = "/settings/security/recovery";
  private static final LoggerContext CONTEXT = (LoggerContext) LoggerFactory.getILoggerFactory();
  private static final Logger ROOT = CONTEXT.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private static final java.util.logging.Logger JAVA_ROOT = java.util.logging.Logger.getLogger("");

  private static final Queue<String> LOG = new ConcurrentLinkedQueue<>();
  private static final Map<Logger, Level> LEVELS = new HashMap<>();
  private static final List<Appender<ILoggingEvent>> APPENDERS = new ArrayList<>();
  private static final java.util.logging.Level JAVA_LEVEL = JAVA_ROOT.getLevel();

  private static final AppenderBase<ILoggingEvent> EAR = new AppenderBase<>() {
    @Override
    protected void append(ILoggingEvent event) {
      // The mail server of the tests is no part of Ally.
      if (!event.getLoggerName().startsWith("com.icegreen.")) {
        LOG.add(event.getLoggerName() + " " + event.getFormattedMessage()
            + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy())));
      }
    }
  };

  private static final Handler JAVA_EAR = new Handler() {
    @Override
    public void publish(LogRecord record) {
      // The tests' own HTTP client is no part of Ally.
      if (!record.getLoggerName().startsWith("jdk.internal.httpclient")) {
        LOG.add(record.getLoggerName() + " " + record.getMessage() + " " + record.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  };

  /** What must not be found anywhere, each in the forms in which it might be. */
  private static final Map<String, Pattern> SECRETS = new LinkedHashMap<>();

  private static final MailServer MAIL = new MailServer();
  private static WholeServer ally;
  private static SimulatedUser ada;
  private static List<String> recoveryCodes;
  private static AuthenticatorApp first;
  private static AuthenticatorApp second;
  /** How many answers had come when the first key was confirmed. */
  private static int confirmed;
  private static String tables;
  /** Browsers at which mailed links were opened. */
  private static List<Browser> mailed;

  @BeforeAll
  static void liveALife() {
    listen();
    ally = WholeServer.plain();
    ally.open();
    try {
      ada = ally.user();
      signUp();
      linkAnApp();
      logInWithMistakes();
      turnOffAndOn();
      breakThings();
      tables = ally.database().dump(Schema.ACCOUNT) + ally.database().dump(Schema.TOTP)
        + ally.database().dump(Schema.OIDC);
      operate();
      tables += ally.database().dump(Schema.ACCOUNT) + ally.database().dump(Schema.TOTP)
        + ally.database().dump(Schema.OIDC);
      ally.close();
      getAndOpenMails();
    } finally {
      ally.close();
      stopListening();
      MAIL.close();
    }
  }

  private static void listen() {
    ROOT.iteratorForAppenders().forEachRemaining(APPENDERS::add);
    APPENDERS.forEach(ROOT::detachAppender);
    for (Logger logger : CONTEXT.getLoggerList()) {
      if (logger.getLevel() != null) {
        LEVELS.put(logger, logger.getLevel());
        logger.setLevel(Level.TRACE);
      }
    }
    EAR.start();
    ROOT.addAppender(EAR);
    JAVA_EAR.setLevel(java.util.logging.Level.ALL);
    JAVA_ROOT.setLevel(java.util.logging.Level.ALL);
    JAVA_ROOT.addHandler(JAVA_EAR);
  }

  private static void stopListening() {
    JAVA_ROOT.removeHandler(JAVA_EAR);
    JAVA_ROOT.setLevel(JAVA_LEVEL);
    ROOT.detachAppender(EAR);
    LEVELS.forEach(Logger::setLevel);
    APPENDERS.forEach(ROOT::addAppender);
  }

  private static void signUp() {
    hidden("the password", SimulatedUser.PASSWORD);
    String other = "an0ther unusual phrase";
    hidden("a refused password", "sh0rt7");
    hidden("a wrong password", "qu1te the wrong one");
    hidden("another password", other);
    ada.browser.submit("/signup", "email", "new@example.org", "name", "Eve", "password", "sh0rt7");
    ada.browser.submit("/signup", "email", "new@example.org", "name", "Eve", "password", other);
    ada.browser.submit("/signup", "email", "new@example.org", "name", "Eve", "password", other);
    rememberCookies("Eve's");
    ada.browser.submitTo("/", "/logout");
    ada.logIn("qu1te the wrong one");
    ada.logIn();
    rememberCookies("the first");
  }

  private static void linkAnApp() {
    ada.browser.submit("/settings/security", "method", "authenticator", "password", "qu1te the wrong one");
    ada.link();
    first = ada.app;
    rememberKey("the first key", first);
    ada.browser.get(LINK);
    for (String code : List.of(wrongCode(), wrongCode(), "12 34", ada.app.codeAt(ally.clock.instant().plusSeconds(150)))) {
      ada.confirm(code);
    }
    assertThat(confirm()).isEqualTo(303);
    confirmed = ada.browser.answers.size();
    for (String page : List.of("/", "/settings/security", LINK, LINK + "/qr.png", "/settings/security/deactivate",
        "/settings/sessions", "/settings/activity")) {
      ada.browser.get(page);
    }
    ada.browser.submitTo("/settings/security", LINK, "totp", ada.codeNow());
    ally.clock.pass(Duration.ofMinutes(5));
  }

  private static int confirm() {
    rememberCode("the confirming code", ada.codeNow());
    int status = ada.confirm(ada.codeNow()).statusCode();
    Pattern code = Pattern.compile("(?:[A-Z0-9]{5}-){3}[A-Z0-9]{5}");
    recoveryCodes = code.matcher(ada.browser.get(RECOVERY).body()).results().map(MatchResult::group).toList();
    assertThat(recoveryCodes).hasSize(10);
    recoveryCodes.forEach(one -> SECRETS.put("a recovery code " + one.hashCode(), Pattern.compile(
        one + "|" + one.replace("-", "") + "|" + HexFormat.of().formatHex(one.replace("-", "").getBytes(StandardCharsets.UTF_8)),
        Pattern.CASE_INSENSITIVE)));
    ada.browser.submitTo(RECOVERY, RECOVERY + "/saved", "recovery_code", recoveryCodes.get(0).substring(1));
    return status;
  }

  private static void logInWithMistakes() {
    ada.browser.submitTo("/", "/logout");
    ada.logIn();
    rememberCookies("the second");
    ada.code(wrongCode());
    ada.code("not a code");
    rememberCode("a login's code", ada.codeNow());
    assertThat(ada.code(ada.codeNow()).statusCode()).isEqualTo(303);
    rememberCookies("the third");
    SimulatedUser elsewhere = ada.elsewhere();
    elsewhere.logIn();
    elsewhere.code(ada.codeNow());
    elsewhere.browser.cookies.forEach((name, value) -> hidden("elsewhere " + name, value));
    SimulatedUser recovering = ada.elsewhere();
    recovering.logIn();
    for (String typed : List.of("YYYYY-YYYYY-YYYYY-YYYYY", "no code", recoveryCodes.get(3))) {
      recovering.browser.submit("/login/code", "recovery_code", typed);
    }
    recovering.browser.cookies.forEach((name, value) -> {
      if (!name.equals("ally_flash")) {
        hidden("recovered " + name, value);
      }
    });
    assertThat(recovering.browser.get("/settings/security").body()).contains("9 of 10 are left.");
    ada.browser.answers.addAll(recovering.browser.answers);
    ada.browser.answers.addAll(elsewhere.browser.answers);
  }

  private static void turnOffAndOn() {
    ally.clock.pass(Duration.ofMinutes(2));
    ada.deactivate(wrongCode());
    rememberCode("the last code", ada.codeNow());
    assertThat(ada.deactivate(ada.codeNow()).statusCode()).isEqualTo(303);
    ada.link();
    second = ada.app;
    rememberKey("the second key", second);
    assertThat(confirm()).isEqualTo(303);
    ally.clock.pass(Duration.ofMinutes(5));
    SimulatedUser bob = ally.user();
    bob.logIn();
    bob.link();
    rememberKey("a pending key", bob.app);
    bob.browser.cookies.forEach((name, value) -> hidden("Bob's " + name, value));
    SimulatedUser pending = ada.elsewhere();
    pending.logIn();
    pending.browser.cookies.forEach((name, value) -> hidden("a waiting " + name, value));
  }

  /** Failures that are logged with all they know. */
  private static void breakThings() {
    SimulatedUser late = ada.elsewhere();
    late.logIn();
    late.browser.cookies.forEach((name, value) -> hidden("a late " + name, value));
    String code = ada.codeNow();
    rememberCode("a code that met a failure", code);
    renamed("totp.operation", () -> assertThat(late.code(code).statusCode()).isEqualTo(500));
    renamed("account.session", () -> assertThat(ada.browser.get("/").statusCode()).isEqualTo(500));
    renamed("account.known_browser", () -> assertThat(ada.elsewhere().logIn().statusCode()).isEqualTo(500));
    ally.database().execute("UPDATE totp.authenticator SET sealed_key = decode('00', 'hex')");
    assertThat(late.code(code).statusCode()).isEqualTo(500);
    ally.database().execute("UPDATE account.account SET sealed_password_hash = decode('00', 'hex') WHERE email = '"
        + "new@example.org'");
    ally.browser().submit("/login", "email", "new@example.org", "password", "an0ther unusual phrase");
  }

  private static void renamed(String table, Runnable meanwhile) {
    String away = table.replaceAll(".*\\.", "") + "_away";
    ally.database().execute("ALTER TABLE " + table + " RENAME TO " + away);
    try {
      meanwhile.run();
    } finally {
      ally.database().execute(
          "ALTER TABLE " + table.replaceAll("\\..*", ".") + away + " RENAME TO " + table.replaceAll(".*\\.", ""));
    }
  }

  private static void operate() {
    String password = "the operator chose th1s";
    hidden("the operator's password", password);
    answer(CreateAccount.OPERATION.ask(ally.bus(), new CreateAccount(
        UUID.randomUUID(), new NewAccount("new@example.org", "Eve", Secret.of(password)))));
    answer(ResetTwoFactor.OPERATION.ask(ally.bus(), new ResetTwoFactor(UUID.randomUUID(), ada.email)));
    answer(Reseal.OF_TOTP.ask(ally.bus(), new Reseal(Reseal.START)));
    answer(Reseal.OF_ACCOUNT.ask(ally.bus(), new Reseal(Reseal.START)));
  }

  /** Of every kind of link; each is opened, and by then has left the address. */
  private static void getAndOpenMails() {
    ally = WholeServer.mailing(MAIL);
    ally.open();
    SimulatedUser bea = ally.enrolledUser();
    String other = UUID.randomUUID() + "@example.net";
    String password = "a th1rd unusual phrase";
    String chosen = "a f0urth unusual phrase";
    hidden("a password of a sign-up", password);
    hidden("a password by link", chosen);
    Browser cleo = ally.browser();
    cleo.submit("/signup", "email", "cleo@example.org", "name", "Cleo", "password", password);
    open(cleo, "cleo@example.org", "Complete your sign-up");
    cleo.submit("/signup/confirm", "password", password);
    rememberCode("a code that changed an email address", bea.codeNow());
    bea.browser.submit("/settings/profile/email",
        "new_email", other, "password", SimulatedUser.PASSWORD, "totp", bea.codeNow());
    open(bea.browser, other, "Confirm your new email");
    bea.browser.submitTo("/email", "/email");
    ally.database().execute("UPDATE account.password_budget SET in_a_row = 100");
    Browser unrecognised = ally.browser();
    unrecognised.submit("/login", "email", other, "password", "qu1te the wrong one");
    ally.database().execute("UPDATE account.password_budget SET in_a_row = 100");
    unrecognised.submit("/login", "email", other, "password", "qu1te the wrong one");
    open(unrecognised, other, "Wrong passwords for your account");
    unrecognised.submitTo("/login/link", "/login/link");
    unrecognised.submit("/forgot", "email", other);
    open(unrecognised, other, "Choose a new password");
    unrecognised.submit("/reset", "new_password", chosen);
    open(unrecognised, bea.email, "Two-factor authentication is on");
    unrecognised.submit("/undo", "password", chosen);
    open(unrecognised, other, "Two-factor authentication will be turned off");
    ally.clock.pass(Duration.ofMinutes(1));
    rememberCode("a code that stopped an undo", bea.codeNow());
    assertThat(unrecognised.submit("/undo/stop", "totp", bea.codeNow()).statusCode())
        .as("the last of the links was good").isEqualTo(303);
    mailed = List.of(bea.browser, cleo, unrecognised);
    tables += ally.database().dump(Schema.ACCOUNT) + ally.database().dump(Schema.TOTP)
        + ally.database().dump(Schema.OIDC);
  }

  /** What the link leads to, by way of the address that holds its token. */
  private static void open(Browser browser, String email, String subject) {
    int mails = 1;
    while (MAIL.to(email).stream().noneMatch(mail -> MailServer.subject(mail).contains(subject))) {
      MAIL.await(email, mails++);
    }
    URI link = URI.create(MailServer.link(MAIL.to(email).stream()
        .filter(mail -> MailServer.subject(mail).contains(subject)).findFirst().orElseThrow()));
    hidden("a link's token: " + subject, link.getQuery().substring("token=".length()));
    browser.get(link.getPath() + "?" + link.getQuery());
  }

  private static String wrongCode() {
    String code = ada.wrongCode().equals("000000") ? differentWrongCode() : ada.wrongCode();
    rememberCode("a wrong code", code);
    return code;
  }

  /** One that stands nowhere by chance, as zeros do. */
  private static String differentWrongCode() {
    for (int candidate = 731_942; ; candidate++) {
      String code = Integer.toString(candidate);
      String now = ada.codeNow();
      if (!code.equals(now)
          && !code.equals(ada.app.codeAt(ally.clock.instant().plusSeconds(30)))
          && !code.equals(ada.app.codeAt(ally.clock.instant().minusSeconds(30)))) {
        return code;
      }
    }
  }

  private static void rememberCookies(String whose) {
    ada.browser.cookies.forEach((name, value) -> {
      if (!name.equals("ally_flash")) {
        hidden(whose + " " + name, value);
      }
    });
  }

  private static void rememberKey(String what, AuthenticatorApp app) {
    byte[] key = Codec.base32Decode(app.base32());
    SECRETS.put(what, Pattern.compile(String.join("|", List.of(
        app.base32(), app.base32().replaceAll("(.{4})(?!$)", "$1 "), HexFormat.of().formatHex(key),
        Pattern.quote(Base64.getEncoder().withoutPadding().encodeToString(key)),
        Pattern.quote(Base64.getUrlEncoder().withoutPadding().encodeToString(key)))),
        Pattern.CASE_INSENSITIVE));
  }

  /** Six digits that are no part of a longer number. */
  private static void rememberCode(String what, String code) {
    SECRETS.put(what + " " + code, Pattern.compile("(?<![0-9A-Za-z])" + code + "(?![0-9A-Za-z])"));
  }

  private static void hidden(String what, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<String> forms = new ArrayList<>(List.of(
        text, text.replace(' ', '+'), text.replace(" ", "%20"), HexFormat.of().formatHex(bytes),
        Base64.getEncoder().withoutPadding().encodeToString(bytes)));
    if (text.matches("[A-Za-z0-9_-]{43}")) {
      forms.add(HexFormat.of().formatHex(Base64.getUrlDecoder().decode(text)));
    }
    SECRETS.put(what, Pattern.compile(
        String.join("|", forms.stream().map(Pattern::quote).toList()), Pattern.CASE_INSENSITIVE));
  }

  private static List<String> found(String where, String text) {
    List<String> found = new ArrayList<>();
    SECRETS.forEach((what, pattern) -> {
      var matcher = pattern.matcher(text);
      if (matcher.find()) {
        int from = Math.max(0, matcher.start() - 200);
        found.add(what + " in " + where + ": " + text.substring(from, Math.min(text.length(), matcher.end() + 50)));
      }
    });
    if (text.toLowerCase(Locale.ROOT).contains("$argon2")) {
      found.add("a password hash in " + where);
    }
    return found;
  }

  @Test
  void noLogTellsASecret() {
    assertThat(LOG).as("loggers at TRACE").hasSizeGreaterThan(500)
        .anyMatch(line -> line.startsWith("io.netty")).anyMatch(line -> line.contains("PgException"));
    assertThat(LOG.stream().flatMap(line -> found("the log", line).stream()).distinct().limit(20)).isEmpty();
  }

  /** Mailed links, but for their own address, which sends the browser on without it. */
  @Test
  void noPageThatAMailLeadsToTellsASecret() {
    int followed = 0;
    for (HttpResponse<String> answer : mailed.stream().flatMap(browser -> browser.answers.stream()).toList()) {
      assertThat(found("a page", answer.body())).isEmpty();
      answer.headers().map().forEach((name, values) -> {
        if (!name.equalsIgnoreCase("Set-Cookie")) {
          assertThat(found("the header " + name, values.toString())).isEmpty();
        }
      });
      if (!found("an address", answer.request().uri().toString()).isEmpty()) {
        assertThat(answer.statusCode()).isEqualTo(303);
        followed++;
      }
    }
    assertThat(followed).isEqualTo(6);
  }

  @Test
  void noTableHoldsASecretInClear() {
    assertThat(tables).contains(ada.email).contains("<sealed_key>").contains("<token_hash>");
    assertThat(found("a table", tables)).isEmpty();
  }

  @Test
  void noAddressAndNoHeaderButSetCookieTellsASecret() {
    for (HttpResponse<String> answer : ada.browser.answers) {
      assertThat(found("an address", answer.request().uri().toString())).isEmpty();
      answer.headers().map().forEach((name, values) -> {
        if (!name.equalsIgnoreCase("Set-Cookie")) {
          assertThat(found("the header " + name, values.toString())).isEmpty();
        }
      });
      Pattern links = Pattern.compile("(?:href|src|action)=\"(/[^\"]*|http[^\"]*)\"");
      links.matcher(answer.body()).results().forEach(link ->
          assertThat(found("a link", link.group(1))).isEmpty());
    }
  }

  /** The key stands on the page that links it, new recovery codes on theirs, and there only; nothing else anywhere. */
  @Test
  void noPageTellsASecretButTheKeyThatIsBeingLinked() {
    int shown = 0;
    for (HttpResponse<String> answer : ada.browser.answers) {
      boolean links = answer.request().uri().getPath().equals(LINK) && answer.statusCode() != 303;
      List<String> found = found(answer.request().uri().getPath(), answer.body());
      boolean recovers = answer.request().uri().getPath().startsWith(RECOVERY) && answer.statusCode() != 303;
      assertThat(found.stream()
          .filter(secret -> !(links && secret.contains(" key in ")))
          .filter(secret -> !(recovers && secret.startsWith("a recovery code ")))).isEmpty();
      shown += found.isEmpty() ? 0 : 1;
    }
    assertThat(shown).isGreaterThanOrEqualTo(4);
  }

  @Test
  void aConfirmedKeyIsShownNowhereAgain() {
    Pattern key = SECRETS.get("the first key");
    List<HttpResponse<String>> answers = ada.browser.answers;
    assertThat(answers.subList(0, confirmed)).anyMatch(answer -> key.matcher(answer.body()).find());
    assertThat(answers.subList(confirmed, answers.size())).noneMatch(answer -> key.matcher(answer.body()).find());
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void noFormTokenLeavesItsPage() {
    for (HttpResponse<String> answer : List.copyOf(ada.browser.answers)) {
      String token = Browser.hidden(answer).get("csrf");
      if (token != null) {
        assertThat(tables).doesNotContain(token.toLowerCase(Locale.ROOT));
        assertThat(LOG).noneMatch(line -> line.contains(token));
        assertThat(ada.browser.answers).noneMatch(other -> other.request().uri().toString().contains(token));
      }
    }
  }

  @AfterAll
  static void forget() {
    LOG.clear();
    SECRETS.clear();
  }
}
