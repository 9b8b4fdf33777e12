package dev.ally.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ally.config.Settings.Listen;
import dev.ally.config.Settings.SignUp;
import dev.ally.crypto.Secret;
import dev.ally.harness.HashLines;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {
  @TempDir Path directory;

  @Test
  void nothingSetIsALocalServerOnItsOwnDatabase() {
    Settings settings = Settings.read(Map.of(), Optional.empty());
    assertThat(settings.http()).isEqualTo(new Listen("127.0.0.1", 8080));
    assertThat(settings.management()).isEqualTo(new Listen("127.0.0.1", 8081));
    assertThat(settings.publicUrl()).isEqualTo(URI.create("http://localhost:8080"));
    assertThat(settings.database().embedded()).isTrue();
    assertThat(settings.database().poolSize()).isEqualTo(16);
    assertThat(settings.hash().memoryKib()).isEqualTo(19_456);
    assertThat(settings.hash().iterations()).isEqualTo(2);
    assertThat(settings.hash().queue()).isEqualTo(settings.hash().threads() * 1_024);
    assertThat(settings.dataDir()).isEqualTo(Path.of("ally-data").toAbsolutePath());
    assertThat(settings.trustedProxies()).isEmpty();
    assertThat(settings.issuer()).isEqualTo("Ally");
    assertThat(settings.signUp()).isEqualTo(SignUp.OPEN);
  }

  @Test
  void everythingWrongIsToldAtOnceByNameAndSecretsAreNotShown() {
    List<String> problems = problems(Map.of(
        "ALLY_HTTP_PORT", "http",
        "ALLY_MANAGEMENT_PORT", "70000",
        "ALLY_PUBLIC_URL", "ftp://example.org",
        "ALLY_DATABASE_URI", "mysql://ally:hunter2@db/ally",
        "ALLY_TOTP_DATABASE_URI", "postgresql://totp:hunter2 %@db/ally",
        "ALLY_ISSUER", "Ally: Corp",
        "ALLY_SIGNUP", "perhaps",
        "ALLY_DATABASE_POOL", "0"));
    assertThat(problems).extracting(problem -> problem.split(":")[0]).containsExactlyInAnyOrder(
        "ALLY_HTTP_PORT", "ALLY_MANAGEMENT_PORT", "ALLY_PUBLIC_URL", "ALLY_DATABASE_URI", "ALLY_TOTP_DATABASE_URI",
        "ALLY_ISSUER", "ALLY_SIGNUP", "ALLY_DATABASE_POOL");
    assertThat(String.join("\n", problems)).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource({"47103,1", "19455,2", "12287,3", "9215,4", "7167,5", "7167,6"})
  void aPasswordHashBelowOwaspsPairsIsRefused(String memoryKib, String iterations) {
    assertThat(problems(Map.of("ALLY_HASH_MEMORY_KIB", memoryKib, "ALLY_HASH_ITERATIONS", iterations)))
        .singleElement().asString().startsWith("ALLY_HASH_MEMORY_KIB: must be at least");
  }

  @ParameterizedTest
  @CsvSource({"47104,1", "19456,2", "12288,3", "9216,4", "7168,5", "7168,6", "65536,3"})
  void owaspsPairsAndMoreAreTaken(int memoryKib, int iterations) {
    Settings settings = read(
        "ALLY_HASH_MEMORY_KIB", Integer.toString(memoryKib), "ALLY_HASH_ITERATIONS", Integer.toString(iterations));
    assertThat(settings.hash().memoryKib()).isEqualTo(memoryKib);
    assertThat(settings.hash().iterations()).isEqualTo(iterations);
  }

  @Test
  void aFileOfBreachedPasswordsIsTakenIfItIsOneAndSorted() throws IOException {
    Path file = directory.resolve("breached.txt");
    String sorted = HashLines.of("one", "two", "three", "four");
    Files.writeString(file, sorted);
    assertThat(read("ALLY_BREACHED_PASSWORDS_FILE", file.toString()).breachedPasswords()).contains(file);
    List<String> lines = sorted.lines().toList();
    for (String other : List.of("", lines.get(1) + "\n" + lines.get(0) + "\n", sorted.toLowerCase(Locale.ROOT), "one\n")) {
      Files.writeString(file, other);
      assertThat(problems(Map.of("ALLY_BREACHED_PASSWORDS_FILE", file.toString()))).singleElement().asString()
          .startsWith("ALLY_BREACHED_PASSWORDS_FILE: must hold lines HASH:COUNT");
    }
    Files.delete(file);
    for (Path none : List.of(file, directory)) {
      assertThat(problems(Map.of("ALLY_BREACHED_PASSWORDS_FILE", none.toString()))).singleElement().asString()
          .startsWith("ALLY_BREACHED_PASSWORDS_FILE: must name a file");
    }
  }

  @Test
  void oneIterationWithTheDefaultMemoryIsTooLittle() {
    assertThat(problems(Map.of("ALLY_HASH_ITERATIONS", "1"))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "https://Ally.Example.org/,https://ally.example.org",
    "https://ally.example.org:443,https://ally.example.org",
    "http://ally.example.org:80,http://ally.example.org",
    "http://[::1]:9000,http://[::1]:9000",
    "https://ally.example.org:8443,https://ally.example.org:8443"
  })
  void thePublicUrlIsAsBrowsersWriteAnOrigin(String typed, URI written) {
    assertThat(read("ALLY_PUBLIC_URL", typed).publicUrl()).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "ally.example.org", "ftp://ally", "https://ally/path", "https://ally?x", "https://ally#x", "https://u@ally",
    "https://", "http://ally:99999", "http://a b", "mailto:a@b"
  })
  void aPublicUrlWithMoreOrLessIsRefused(String typed) {
    assertThat(problems(Map.of("ALLY_PUBLIC_URL", typed))).singleElement().asString().startsWith("ALLY_PUBLIC_URL: ");
  }

  @Test
  void thePublicUrlFollowsThePort() {
    assertThat(read("ALLY_HTTP_PORT", "9090").publicUrl()).isEqualTo(URI.create("http://localhost:9090"));
    assertThat(read("ALLY_HTTP_PORT", "0").withHttpPort(41_000).publicUrl())
        .isEqualTo(URI.create("http://localhost:41000"));
    assertThat(read("ALLY_HTTP_PORT", "0", "ALLY_PUBLIC_URL", "https://a.example").withHttpPort(41_000).publicUrl())
        .isEqualTo(URI.create("https://a.example"));
  }

  @Test
  void pagesAndManagementNeverShareAPort() {
    assertThat(problems(Map.of("ALLY_HTTP_PORT", "8081"))).singleElement().asString()
        .startsWith("ALLY_MANAGEMENT_PORT: must be another port");
    assertThat(read("ALLY_HTTP_PORT", "0", "ALLY_MANAGEMENT_PORT", "0").management().port()).isZero();
  }

  @Test
  void theFileIsReadAndTheEnvironmentWins() throws IOException {
    Path file = Files.writeString(directory.resolve("ally.conf"), """
        # Ally
        ALLY_ISSUER = Firma & Söhne # eins

        ALLY_HTTP_PORT=9000
        """);
    Settings settings = Settings.read(Map.of("ALLY_HTTP_PORT", "9001"), Optional.of(file));
    assertThat(settings.issuer()).isEqualTo("Firma & Söhne # eins");
    assertThat(settings.http().port()).isEqualTo(9001);
  }

  @Test
  void aFileOfAnEditorOfWindowsIsReadToo() throws IOException {
    Path file = Files.writeString(directory.resolve("ally.conf"), "\ufeffALLY_ISSUER=Firma\r\nALLY_HTTP_PORT=9000\r\n");
    Settings settings = Settings.read(Map.of(), Optional.of(file));
    assertThat(settings.issuer()).isEqualTo("Firma");
    assertThat(settings.http().port()).isEqualTo(9000);
  }

  @Test
  void aLineOfTheFileThatIsNoSettingIsNamedAndNotShown() throws IOException {
    Path file = Files.writeString(directory.resolve("ally.conf"),
        "ALLY_HTP_PORT=1\nhunter2\nALLY_ISSUER=a\nALLY_ISSUER=b\nALLY_ISSUER_FILE=c\n");
    List<String> problems =
        catchThrowableOfType(SettingsRefused.class, () -> Settings.read(Map.of(), Optional.of(file))).problems();
    assertThat(problems).hasSize(4);
    assertThat(problems.get(0)).contains("line 1").contains("ALLY_HTP_PORT is not a setting");
    assertThat(problems.get(1)).contains("line 2").doesNotContain("hunter2");
    assertThat(problems.get(2)).contains("line 4").contains("set twice");
    assertThat(problems.get(3)).contains("line 5").contains("ALLY_ISSUER_FILE is not a setting");
  }

  @Test
  void aVariableThatLooksLikeASettingAndIsNoneIsNamed() {
    assertThat(Settings.slips(Map.of(
        "ALLY_SIGN_UP", "closed", "ALLY_HTP_PORT", "1", "ALLY_ISSUER_FILE", "c", "ALLY_HTTP_PORT", "x",
        "ALLY_MAIL_PASSWORD_FILE", "f", "PATH", "/bin", "ALLYS_HOME", "x", "NOT_ALLY_SIGN_UP", "x")))
        .containsExactly("ALLY_HTP_PORT", "ALLY_ISSUER_FILE", "ALLY_SIGN_UP");
  }

  @ParameterizedTest
  @CsvSource({
    "ALLY_SERVICE_HOST,10.43.0.7", "ALLY_SERVICE_PORT,8080", "ALLY_SERVICE_PORT_HTTP,8080",
    "ALLY_PORT,tcp://10.43.0.7:8080", "ALLY_PORT_8080_TCP,tcp://10.43.0.7:8080", "ALLY_PORT_8080_TCP_PROTO,tcp",
    "ALLY_PORT_8080_TCP_PORT,8080", "ALLY_PORT_8080_TCP_ADDR,10.43.0.7", "ALLY_WEB_SERVICE_HOST,10.43.0.7",
    "ALLY_WEB_PORT,tcp://10.43.0.7:8080", "ALLY_DNS_PORT_53_UDP,udp://10.43.0.7:53"
  })
  void whatKubernetesSetsForAServiceOfThatNameIsNoSlip(String variable, String value) {
    assertThat(Settings.slips(Map.of(variable, value))).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsRefused() {
    Optional<Path> file = Optional.of(directory.resolve("nothing"));
    assertThat(catchThrowableOfType(SettingsRefused.class, () -> Settings.read(Map.of(), file)).problems())
        .singleElement().asString().startsWith("--config: ");
  }

  @Test
  void aSecretMayComeFromAFileOfItsOwn() throws IOException {
    Path secret = Files.writeString(directory.resolve("uri"), "postgresql://ally:pa%20ss@db:5433/ally\n");
    assertThat(read("ALLY_DATABASE_URI_FILE", secret.toString()).database().uri())
        .contains(URI.create("postgresql://ally:pa%20ss@db:5433/ally"));
  }

  @Test
  void aSecretGivenTwiceIsRefused() throws IOException {
    Path secret = Files.writeString(directory.resolve("uri"), "postgresql://ally:x@db/ally");
    assertThat(problems(Map.of(
        "ALLY_DATABASE_URI", "postgresql://ally:y@db/ally", "ALLY_DATABASE_URI_FILE", secret.toString())))
        .containsExactly("ALLY_DATABASE_URI: set it or ALLY_DATABASE_URI_FILE, not both");
  }

  @Test
  void aSecretsFileThatIsNotThereIsRefused() {
    assertThat(problems(Map.of("ALLY_TOTP_DATABASE_URI_FILE", directory.resolve("nothing").toString())))
        .anyMatch(problem -> problem.startsWith("ALLY_TOTP_DATABASE_URI_FILE: must name a file"));
  }

  @Test
  void anEmptyDatabaseIsNotQuietlyTheEmbeddedOne() {
    assertThat(problems(Map.of("ALLY_DATABASE_URI", ""))).singleElement().asString().startsWith("ALLY_DATABASE_URI: ");
  }

  @Test
  void oneLoginOfLeastPrivilegeAloneIsTooFew() {
    assertThat(problems(Map.of("ALLY_ACCOUNT_DATABASE_URI", "postgresql://a:b@c/d")))
        .containsExactly("ALLY_TOTP_DATABASE_URI: must be set too, or ALLY_DATABASE_URI");
    assertThat(problems(Map.of("ALLY_OIDC_DATABASE_URI", "postgresql://a:b@c/d"))).containsExactly(
        "ALLY_ACCOUNT_DATABASE_URI: must be set too, or ALLY_DATABASE_URI",
        "ALLY_TOTP_DATABASE_URI: must be set too, or ALLY_DATABASE_URI");
  }

  @Test
  void keyFilesMustHoldKeys() throws IOException {
    Path good = Files.writeString(directory.resolve("good"), "A".repeat(43) + "=\n");
    Path bad = Files.writeString(directory.resolve("bad"), "c2hvcnQ=\n");
    assertThat(read("ALLY_TOTP_KEY_FILE", good.toString()).keys().totp()).contains(good);
    assertThat(problems(Map.of(
        "ALLY_ACCOUNT_KEY_FILE", bad.toString(), "ALLY_TOTP_KEY_FILE", directory.resolve("nothing").toString())))
        .satisfiesExactlyInAnyOrder(
            account -> assertThat(account).startsWith("ALLY_ACCOUNT_KEY_FILE: ").doesNotContain("c2hvcnQ"),
            totp -> assertThat(totp).startsWith("ALLY_TOTP_KEY_FILE: must name a file"));
  }

  @Test
  void trustedProxiesAreAddressesNotNames() {
    assertThat(read("ALLY_TRUSTED_PROXIES", "10.0.0.1, 0:0:0:0:0:0:0:1,").trustedProxies())
        .containsExactly("10.0.0.1", "::1");
    for (String wrong : List.of(
        "proxy.example.org", "999.0.0.1", "10.0.0.1;10.0.0.2", "1.2.3", "[::1]", "::1::", "localhost", "10.0.0.1:80")) {
      assertThat(problems(Map.of("ALLY_TRUSTED_PROXIES", wrong))).as(wrong).singleElement().asString()
          .startsWith("ALLY_TRUSTED_PROXIES: must be IP addresses and ranges").contains(wrong);
    }
  }

  @Test
  void trustedProxiesMayBeRanges() {
    assertThat(read(
        "ALLY_TRUSTED_PROXIES", "10.0.0.0/8,fd00::/8, 192.0.2.128/25 ,0.0.0.0/0,::1/128,::ffff:10.0.0.0/104")
        .trustedProxies()).containsExactly(
            "10.0.0.0/8", "fd00::/8", "192.0.2.128/25", "0.0.0.0/0", "::1", "10.0.0.0/8");
    for (String wrong : List.of(
        "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/", "/8", "10.0.0.0/8/8", "10.0.0.0/255.0.0.0", "10/8",
        "proxy/8", "::ffff:0:0/90", "10.0.0.0/+8")) {
      assertThat(problems(Map.of("ALLY_TRUSTED_PROXIES", wrong))).as(wrong).singleElement().asString()
          .startsWith("ALLY_TRUSTED_PROXIES: must be IP addresses and ranges").contains(wrong);
    }
    assertThat(problems(Map.of("ALLY_TRUSTED_PROXIES", "10.0.0.1/8"))).singleElement().asString()
        .isEqualTo("ALLY_TRUSTED_PROXIES: a range must begin with its first address, which 10.0.0.1/8 does not");
  }

  @Test
  void anIdleConnectionIsKeptLongerThanProxiesKeepTheirs() {
    assertThat(Settings.read(Map.of(), Optional.empty()).httpIdle()).isEqualTo(Duration.ofSeconds(180));
    assertThat(read("ALLY_HTTP_IDLE_SECONDS", "75").httpIdle()).isEqualTo(Duration.ofSeconds(75));
    for (String wrong : List.of("0", "-1", "86401", "3m", "", "1.5")) {
      assertThat(problems(Map.of("ALLY_HTTP_IDLE_SECONDS", wrong))).as(wrong).singleElement().asString()
          .startsWith("ALLY_HTTP_IDLE_SECONDS: ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a:b", "a\nb"})
  void anIssuerThatNoAppCanShowIsRefused(String issuer) {
    assertThat(problems(Map.of("ALLY_ISSUER", issuer))).singleElement().asString().startsWith("ALLY_ISSUER: ");
  }

  @Test
  void anIssuerHasSixtyFourCharactersAtMost() {
    assertThat(read("ALLY_ISSUER", "é".repeat(64)).issuer()).hasSize(64);
    assertThat(problems(Map.of("ALLY_ISSUER", "é".repeat(65)))).hasSize(1);
  }

  @Test
  void confirmedSignUpSaysThatThereIsNoMail() {
    assertThat(problems(Map.of("ALLY_SIGNUP", "confirmed"))).singleElement().asString().contains("needs mail");
    assertThat(read("ALLY_SIGNUP", "confirmed", "ALLY_MAIL_HOST", "m").signUp()).isEqualTo(SignUp.CONFIRMED);
    assertThat(read("ALLY_MAIL_HOST", "m").signUp()).isEqualTo(SignUp.CONFIRMED);
    assertThat(read("ALLY_SIGNUP", "open", "ALLY_MAIL_HOST", "m").signUp()).isEqualTo(SignUp.OPEN);
    assertThat(read("ALLY_SIGNUP", "closed").signUp()).isEqualTo(SignUp.CLOSED);
  }

  @Test
  void aSecondFactorIsOptionalOrRequiredOrRequiredFromADayOn() {
    assertThat(read().secondFactorFrom()).isEmpty();
    assertThat(read("ALLY_SECOND_FACTOR", "optional").secondFactorFrom()).isEmpty();
    assertThat(read("ALLY_SECOND_FACTOR", "required").secondFactorFrom()).contains(Instant.EPOCH);
    assertThat(read("ALLY_SECOND_FACTOR", "required-by:2027-01-31").secondFactorFrom())
        .contains(Instant.parse("2027-01-31T00:00:00Z"));
    for (String wrong : List.of("Required", "yes", "required-by:", "required-by:2027-02-30", "required-by:31.1.2027",
        "required-by:2027-1-31", "required-by:+12027-01-31", "required-by:\u0662\u0660\u0662\u0667-01-31",
        "required-by:2027-01-31T00:00:00Z", "required by:2027-01-31")) {
      assertThat(problems(Map.of("ALLY_SECOND_FACTOR", wrong))).as(wrong).singleElement().asString()
          .contains("ALLY_SECOND_FACTOR", "must be optional, required, or required-by: and a day such as 2027-01-31");
    }
  }

  @Test
  void mailLeavesByStartTlsUnlessSaidOtherwise() {
    MailSettings mail = read("ALLY_MAIL_HOST", "mail.example.org", "ALLY_PUBLIC_URL", "https://ally.example.org").mail();
    assertThat(mail.from()).isEqualTo("no-reply@ally.example.org");
    assertThat(mail.smtp().orElseThrow()).isEqualTo(new MailSettings.Smtp(
        "mail.example.org", 587, MailSettings.Tls.STARTTLS, Optional.empty(), Secret.empty()));
    assertThat(read("ALLY_MAIL_HOST", "m", "ALLY_MAIL_TLS", "tls").mail().smtp().orElseThrow().port()).isEqualTo(465);
    assertThat(read("ALLY_MAIL_HOST", "m", "ALLY_MAIL_TLS", "none").mail().smtp().orElseThrow().port()).isEqualTo(25);
    assertThat(Settings.read(Map.of(), Optional.empty()).mail().configured()).isFalse();
  }

  @Test
  void aMailPasswordNeverLeavesInClearNorAlone() throws IOException {
    Path secret = Files.writeString(directory.resolve("password"), "\ufeffhunter2\n");
    Map<String, String> login = Map.of(
        "ALLY_MAIL_HOST", "mail.example.org", "ALLY_MAIL_USER", "ally", "ALLY_MAIL_PASSWORD_FILE", secret.toString());
    assertThat(Settings.read(login, Optional.empty()).mail().smtp().orElseThrow().password())
        .isEqualTo(Secret.of("hunter2"));
    assertThat(Settings.read(login, Optional.empty()).toString()).doesNotContain("hunter2");
    Map<String, String> inClear = new HashMap<>(login);
    inClear.put("ALLY_MAIL_TLS", "none");
    assertThat(problems(inClear)).singleElement().asString().startsWith("ALLY_MAIL_TLS: ").doesNotContain("hunter2");
    inClear.put("ALLY_MAIL_HOST", "localhost");
    assertThat(Settings.read(inClear, Optional.empty()).mail().configured()).isTrue();
    assertThat(problems(Map.of("ALLY_MAIL_HOST", "m", "ALLY_MAIL_USER", "ally"))).singleElement().asString()
        .startsWith("ALLY_MAIL_PASSWORD: must be set too");
    assertThat(problems(Map.of("ALLY_MAIL_PORT", "25"))).singleElement().asString()
        .startsWith("ALLY_MAIL_PORT: means nothing without ALLY_MAIL_HOST");
  }

  @Test
  void aMailPasswordThatCannotBeReadIsNotToldToBeMissingToo() {
    String nothing = directory.resolve("nothing").toString();
    Map<String, String> login = Map.of(
        "ALLY_MAIL_HOST", "m", "ALLY_MAIL_USER", "ally", "ALLY_MAIL_PASSWORD_FILE", nothing);
    assertThat(problems(login))
        .containsExactly("ALLY_MAIL_PASSWORD_FILE: must name a file that can be read, not " + nothing);
    Map<String, String> twice = new HashMap<>(login);
    twice.put("ALLY_MAIL_PASSWORD", "hunter2");
    assertThat(problems(twice)).containsExactly("ALLY_MAIL_PASSWORD: set it or ALLY_MAIL_PASSWORD_FILE, not both");
    assertThat(problems(Map.of("ALLY_MAIL_HOST", "m", "ALLY_MAIL_USER", "ally", "ALLY_MAIL_PASSWORD", "")))
        .singleElement().asString().startsWith("ALLY_MAIL_PASSWORD: must be set too");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ally", "a@b@c", "Ally <a@b>", "a@b\r\nBcc: c@d", "a b@c", "a@"})
  void aSenderIsOneAddress(String from) {
    assertThat(problems(Map.of("ALLY_MAIL_FROM", from))).singleElement().asString().startsWith("ALLY_MAIL_FROM: ");
  }

  @Test
  void promisedNumbersAreInTheLargestUnitThatHoldsThemWhole() {
    assertThat(Limit.FIRST_CODE_WAIT.inWords()).isEqualTo("30 s");
    assertThat(Limit.PENDING_KEY_LIFE.inWords()).isEqualTo("10 min");
    assertThat(Limit.SESSION_LIFE.inWords()).isEqualTo("24 h");
    assertThat(Limit.NOTICE_LIFE.inWords()).isEqualTo("3 days");
    assertThat(Limit.BODY_SIZE_BYTES.inWords()).isEqualTo("64 KiB");
    assertThat(Limit.CODES_A_MONTH.inWords()).isEqualTo("40");
  }

  @ParameterizedTest
  @CsvSource({
      "http://localhost:8080, false", "http://accounts.localhost, false", "http://127.0.0.2:8080, false",
      "http://[::1]:8080, false", "https://accounts.example.org, false", "http://accounts.example.org, true",
      "http://10.0.0.1, true", "http://localhost.example.org, true", "http://[2001:db8::1], true"})
  void aPublicAddressInClearIsTold(String url, boolean clear) {
    assertThat(read("ALLY_PUBLIC_URL", url).publicUrlIsInClear()).isEqualTo(clear);
  }

  private static Settings read(String... pairs) {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      environment.put(pairs[i], pairs[i + 1]);
    }
    return Settings.read(environment, Optional.empty());
  }

  private static List<String> problems(Map<String, String> environment) {
    return catchThrowableOfType(SettingsRefused.class, () -> Settings.read(environment, Optional.empty())).problems();
  }
}
