package dev.ally.account.mailed;

import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.SETTINGS;
import static dev.ally.account.AccountFixture.START;
import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.mailed.PgOutboxStore.Due;
import dev.ally.account.mailed.PgOutboxStore.Owner;
import dev.ally.account.person.Tokens;
import dev.ally.database.Schema;
import dev.ally.harness.HtmlValidate;
import dev.ally.harness.MailServer;
import dev.ally.harness.TestSettings;
import dev.ally.language.Catalogue;
import dev.ally.language.Languages;
import dev.ally.mail.Email;
import dev.ally.mail.MailTransport;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each email of the catalogue, sent to a mail server and read there. */
class EveryEmailTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final MailServer SERVER = new MailServer();
  private static final Catalogue TEXTS = Languages.packaged().english();
  private static final Pattern ADDRESS = Pattern.compile("https?:[^\\s\"<>]+");
  private static final Set<String> UNNAMED = Set.of("sign-up-asked", "email-asked", "account-deleted");
  private static final Set<String> WITH_LINK = Set.of(
      "reset-asked", "browser-asked", "right-password", "sign-up-asked", "email-asked", "two-factor-activate",
      "undo-asked", "reset-mailed", "invited");
  private static final String FIREFOX =
      "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0 <b>see evil.example</b>";
  private static final String NAME = "Ada \"<i>\" & Co";

  private static EmailWriter writer;
  private static MailTransport transport;
  private static UUID account;

  @BeforeAll
  static void open() {
    var pool = ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT);
    Tokens tokens = new Tokens(ALLY.keyring);
    writer = new EmailWriter(
        Languages.packaged(), "Ally", new MailedLinks(pool, tokens, SETTINGS.publicUrl(), RANDOM, ALLY.clock));
    transport = MailTransport.of(ALLY.vertx(), TestSettings.mailing(SETTINGS, SERVER.settings()));
    String email = ALLY.account();
    account = answer(pool.query("SELECT id FROM account.account WHERE email = '" + email + "'").execute()
        .map(rows -> rows.iterator().next().getUUID("id")));
  }

  @AfterAll
  static void close() {
    answer(transport.close());
    SERVER.close();
  }

  static Stream<String> ids() throws IOException {
    Properties texts = new Properties();
    try (Reader reader = new InputStreamReader(
        EveryEmailTest.class.getResourceAsStream("/texts/en/mails.properties"), StandardCharsets.UTF_8)) {
      texts.load(reader);
    }
    return texts.stringPropertyNames().stream()
        .filter(id -> id.endsWith(".title"))
        .map(id -> id.substring("mail.".length(), id.length() - ".title".length()));
  }

  private static Due due(String id) {
    String kind = switch (id) {
      case "reset-shared" -> "RESET_ASKED";
      case "sign-up-taken" -> "SIGN_UP_ASKED";
      case "email-taken" -> "EMAIL_ASKED";
      default -> id.toUpperCase(Locale.ROOT).replace('-', '_');
    };
    return new Due(
        UUID.randomUUID(), kind,
        UNNAMED.contains(id) ? Optional.empty() : Optional.of(new Owner(account, NAME, 1)),
        Optional.of(id + "@example.org"), Optional.empty(), Optional.empty(), Optional.empty(), START,
        Optional.of("192.0.2.7"), Optional.of(FIREFOX), 1, false, id.equals("reset-shared"), "en",
        id.equals("token-reused") ? "Grafana" : "");
  }

  private static MimeMessage sent(String id) {
    Email email = answer(writer.write(due(id))).orElseThrow();
    answer(transport.send(email));
    return SERVER.await(id + "@example.org", 1).get(0);
  }

  @ParameterizedTest
  @MethodSource("ids")
  void saysTheSameInTextAndInHtml(String id) throws Exception {
    MimeMessage message = sent(id);
    MimeMultipart parts = (MimeMultipart) message.getContent();
    String text = MailServer.text(message).replace("\r", "");
    String html = MailServer.html(message).replace("\r", "");

    assertThat(message.getContentType()).startsWith("multipart/alternative");
    assertThat(List.of(parts.getBodyPart(0).getContentType(), parts.getBodyPart(1).getContentType()))
        .containsExactly("text/plain; charset=utf-8", "text/html; charset=utf-8");
    assertThat(message.getHeader("Content-Language")).containsExactly("en");
    assertThat(message.getSubject()).isEqualTo("Ally: " + TEXTS.say("mail." + id + ".title"));
    assertThat(text.lines()).allMatch(line -> line.length() <= 78 || ADDRESS.matcher(line).matches());
    assertThat(text).doesNotContain("{", "\u2068");
    assertThat(html).startsWith("<!doctype html>\n<html lang=\"en\" dir=\"ltr\">");
    assertThat(visible(html)).contains(Stream.of(text.strip().split("\n\n"))
        .filter(paragraph -> !paragraph.contains("http"))
        .flatMap(paragraph -> Stream.of(paragraph.split(paragraph.contains(": 3 March") ? ": |\n" : "$")))
        .map(paragraph -> paragraph.replace("-- \n", "").replace('\n', ' ')).toList());
  }

  @ParameterizedTest
  @MethodSource("ids")
  void namesThePersonAndTheAccountAndWhenAndWhereItHappened(String id) {
    MimeMessage message = sent(id);
    boolean named = !UNNAMED.contains(id) && !id.equals("reset-shared");
    assertThat(MailServer.text(message)).startsWith(named ? "Hello " + NAME + "," : "Hello,").contains(
        (UNNAMED.contains(id) ? "Email: " : "Account: ") + id + "@example.org",
        "Time: 3 March 2026, 09:00 UTC", "Browser: Firefox on Linux", "IP address: 192.0.2.7");
    assertThat(MailServer.html(message)).doesNotContain("<i>", "evil", NAME);
  }

  @ParameterizedTest
  @MethodSource("ids")
  void hasOneLinkOrNoneAndLoadsNothing(String id) {
    MimeMessage message = sent(id);
    String html = MailServer.html(message);
    List<String> inText = addresses(MailServer.text(message));
    assertThat(inText).hasSize(WITH_LINK.contains(id) ? 1 : 0)
        .allMatch(url -> url.startsWith(SETTINGS.publicUrl() + "/"));
    assertThat(addresses(html)).as("of the button, and in full").hasSize(3 * inText.size()).allMatch(inText::contains);
    assertThat(html).doesNotContainIgnoringCase("src=", "url(", "@import", "<link", "<script", "<img", "<form", "cid:");
    assertThat(MailServer.text(message) + html).as("asks for nothing, where it has a link")
        .doesNotContain("asks for nothing");
  }

  @Test
  void isValidHtml() throws IOException {
    HtmlValidate validator = HtmlValidate.ofMails(Path.of("target/html-mails"));
    ids().forEach(id -> validator.keep(id, MailServer.html(sent(id))));

    assertThat(validator.errors()).isEmpty();
  }

  @Test
  void allAreKnown() throws IOException {
    assertThat(ids()).hasSize(36).containsAll(WITH_LINK);
  }

  private static List<String> addresses(String text) {
    return ADDRESS.matcher(text.replace("&amp;", "&")).results().map(MatchResult::group).toList();
  }

  /** The words that a person sees, with single blanks between them. */
  private static String visible(String html) {
    return html.replaceAll("(?s)<style>.*?</style>|<[^>]*>", " ")
        .replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        .replaceAll("\\s+", " ");
  }
}
