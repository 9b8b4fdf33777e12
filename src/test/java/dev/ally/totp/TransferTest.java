package dev.ally.totp;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Answers.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.CodeVerdict.Verdict;
import dev.ally.contract.totp.ExportAuthenticators;
import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.contract.totp.FindEnrolled;
import dev.ally.contract.totp.ImportAuthenticators;
import dev.ally.contract.totp.ImportAuthenticators.Imported;
import dev.ally.contract.totp.ImportAuthenticators.Reason;
import dev.ally.contract.totp.ImportAuthenticators.Refused;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.Secret;
import dev.ally.totp.rules.OtpauthUri;
import dev.ally.totp.rules.TotpKey;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Authenticators that come from another program and go to one. */
class TransferTest {
  @RegisterExtension static final StoresFixture TOTP = new StoresFixture();

  private static final String SIX = "otpauth://totp/Old:ada@example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  private static final String EIGHT = "otpauth://totp/Phone?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA"
      + "&algorithm=SHA256&digits=8&period=60";

  private final UUID account = UUID.randomUUID();

  private ImportAuthenticators question(String... uris) {
    return new ImportAuthenticators(List.of(new Imported(account, Stream.of(uris).map(Secret::of).toList())));
  }

  private ImportAuthenticators.Answer take(String... uris) {
    return answer(ImportAuthenticators.OPERATION.ask(TOTP.bus, question(uris)));
  }

  private FindAuthenticators.Answer found() {
    return answer(FindAuthenticators.OPERATION.ask(TOTP.bus, new FindAuthenticators(account)));
  }

  private VerifyCode codeOf(String uri) {
    TotpKey key = OtpauthUri.parse(Secret.of(uri)).key();
    return new VerifyCode(UUID.randomUUID(), account, AppKey.codeAt(key, TOTP.clock.instant()));
  }

  private Verdict verify(String uri) {
    return answer(VerifyCode.OPERATION.ask(TOTP.bus, codeOf(uri))).verdict();
  }

  @Test
  void theirCodesOpenOnce() {
    assertThat(take(SIX, EIGHT).imported()).containsExactly(account);
    assertThat(found().count()).isEqualTo(2);
    assertThat(verify(SIX)).isEqualTo(Verdict.ACCEPTED);
    assertThat(verify(SIX)).isEqualTo(Verdict.SPENT);
    assertThat(verify(EIGHT)).isEqualTo(Verdict.ACCEPTED);
    assertThat(answer(FindEnrolled.OPERATION.ask(
        TOTP.bus, new FindEnrolled(List.of(account, UUID.randomUUID())))).enrolled()).containsExactly(account);
  }

  /** HMAC fills a key with zeros up to a block (RFC 2104 §2), so that keys may differ and their codes not. */
  @Test
  void aCodeThatTwoOfThemMakeOpensOnce() {
    take(SIX, SIX + "AAAAAAAA");
    assertThat(found().count()).isEqualTo(2);
    for (int code = 0; code < 5; code++) {
      assertThat(atOnce(5, () -> VerifyCode.OPERATION.ask(TOTP.bus, codeOf(SIX))))
          .extracting(CodeVerdict::verdict).containsOnlyOnce(Verdict.ACCEPTED);
      assertThat(verify(SIX)).isEqualTo(Verdict.SPENT);
      TOTP.clock.pass(Duration.ofSeconds(30));
    }
  }

  @Test
  void theSameIsTakenOnceHoweverOftenAndFromHoweverMany() {
    atOnce(5, () -> ImportAuthenticators.OPERATION.ask(TOTP.bus, question(SIX, EIGHT, SIX)));
    assertThat(verify(SIX)).isEqualTo(Verdict.ACCEPTED);
    take(SIX, EIGHT);
    assertThat(found().count()).isEqualTo(2);
    assertThat(verify(SIX)).as("after it was imported again").isEqualTo(Verdict.SPENT);
    assertThat(found().authenticators()).extracting(one -> one.name()).doesNotHaveDuplicates();
  }

  @Test
  void whatAnEarlierTryBroughtAndIsNamedNoMoreGoesAgain() {
    take(SIX);
    take(EIGHT);
    assertThat(found().count()).isEqualTo(1);
    assertThat(verify(SIX)).isNotEqualTo(Verdict.ACCEPTED);
    assertThat(verify(EIGHT)).isEqualTo(Verdict.ACCEPTED);
    take(SIX);
    assertThat(found().count()).as("one that was used stays").isEqualTo(2);
  }

  @Test
  void ofAnAccountAllAreTakenOrNone() {
    ImportAuthenticators.Answer answer = take(SIX, "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ&digits=5");
    assertThat(answer.imported()).isEmpty();
    assertThat(answer.refused()).containsExactly(new Refused(account, Reason.DIGITS));
    assertThat(found().enrolled()).isFalse();
    assertThat(take(Stream.iterate(10, n -> n + 1).limit(11)
        .map(n -> "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&period=" + (n + 10)).toArray(String[]::new))
        .refused()).containsExactly(new Refused(account, Reason.TOO_MANY));
  }

  @Test
  void whatIsExportedCanBeImported() {
    take(SIX, EIGHT);
    List<Secret> uris = answer(ExportAuthenticators.OPERATION.ask(
        TOTP.bus, new ExportAuthenticators(List.of(UUID.randomUUID(), account)))).accounts().get(0).uris();
    assertThat(uris).extracting(uri -> OtpauthUri.parse(uri).key()).containsExactlyInAnyOrder(
        OtpauthUri.parse(Secret.of(SIX)).key(), OtpauthUri.parse(Secret.of(EIGHT)).key());
  }
}
