package dev.ally.account.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.NewAccount.Problem;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {
  private static String key(String typed) {
    return EmailAddress.parse(typed).map(EmailAddress::key).orElse("refused: " + EmailAddress.problem(typed));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "Ada.Lovelace@Example.ORG | ada.lovelace@example.org",
    "a@b\u00fccher.example | a@xn--bcher-kva.example",
    "a@BU\u0308CHER.example | a@xn--bcher-kva.example",
    "a@xn--bcher-kva.example | a@xn--bcher-kva.example",
    "a@XN--BCHER-KVA.example | a@xn--bcher-kva.example",
    "carol@gma\u0131l.com | carol@xn--gmal-nza.com",
    "carol@gmail.com | carol@gmail.com",
    "jo@stra\u00dfe.de | jo@xn--strae-oqa.de",
    "jo@STRA\u1e9eE.de | jo@xn--strae-oqa.de",
    "jo@strasse.de | jo@strasse.de",
    "a@\u03a3\u0391\u03a3.gr | a@xn--mxa9ab.gr",
    "a@\u212bngstr\u00f6m.example | a@xn--ngstrm-hua5l.example",
    "a@\uab70.example | a@xn--58d.example",
    "a@\u13a0.example | a@xn--58d.example",
    "a@\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.example | a@xn--mgba3gch31f060k.example",
    "a@l\u00b7l.example | a@xn--ll-0ea.example",
    "a@ab--cd.example | a@ab--cd.example",
    "a+b/c=d'e@localhost | a+b/c=d'e@localhost",
  })
  void isComparedByItsALabelsInLowerCase(String typed, String key) {
    assertThat(key(typed)).isEqualTo(key);
  }

  @Test
  void finalSigmaIsALetterOfItsOwn() {
    assertThat(key("a@\u03c3\u03b1\u03c3.gr")).isNotEqualTo(key("a@\u03c3\u03b1\u03c2.gr"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "'' | EMAIL_MISSING",
    "nobody | EMAIL_MALFORMED",
    "@example.org | EMAIL_MALFORMED",
    "a@ | EMAIL_MALFORMED",
    "a@b@example.org | EMAIL_MALFORMED",
    "a b@example.org | EMAIL_MALFORMED",
    ".a@example.org | EMAIL_MALFORMED",
    "a.@example.org | EMAIL_MALFORMED",
    "a..b@example.org | EMAIL_MALFORMED",
    "\"a b\"@example.org | EMAIL_MALFORMED",
    "a\u0000@example.org | EMAIL_MALFORMED",
    "a\u007f@example.org | EMAIL_MALFORMED",
    "j\u00f6rg@example.org | EMAIL_LOCAL_PART",
    "\u0131@example.org | EMAIL_LOCAL_PART",
    "\u212aate@example.org | EMAIL_LOCAL_PART",
    "\uff41@example.org | EMAIL_LOCAL_PART",
    "\u00a0a@example.org | EMAIL_LOCAL_PART",
    "\ud800@example.org | EMAIL_LOCAL_PART",
    "a@\u212aate.example | EMAIL_LOOKALIKE",
    "a@\u0130stanbul.example | EMAIL_LOOKALIKE",
    "a@\u017ftrasse.de | EMAIL_LOOKALIKE",
    "a@\uff45\uff58\uff41\uff4d\uff50\uff4c\uff45\uff0e\uff4f\uff52\uff47 | EMAIL_LOOKALIKE",
    "a@example\u3002org | EMAIL_LOOKALIKE",
    "a@o\ufb03ce.example | EMAIL_LOOKALIKE",
    "a@\u24d0.example | EMAIL_LOOKALIKE",
    "a@\u24b6.example | EMAIL_LOOKALIKE",
    "a@ex\u00adample.org | EMAIL_LOOKALIKE",
    "a@example\u200b.org | EMAIL_LOOKALIKE",
    "a@example.org\u00a0 | EMAIL_LOOKALIKE",
    "a@example.org\u3000 | EMAIL_LOOKALIKE",
    "a@exam\u037eple.org | EMAIL_LOOKALIKE",
    "a@\ud800.example | EMAIL_LOOKALIKE",
    "a@\ud835\udd38.example | EMAIL_LOOKALIKE",
    "a@-b.example | EMAIL_DOMAIN",
    "a@b-.example | EMAIL_DOMAIN",
    "a@b_c.example | EMAIL_DOMAIN",
    "a@\u00fc_c.example | EMAIL_DOMAIN",
    "a@\u00fcb--c.example | EMAIL_DOMAIN",
    "a@-\u00fc.example | EMAIL_DOMAIN",
    "a@\u00fc.bb--\u00fc.example | EMAIL_DOMAIN",
    "a@example.org. | EMAIL_DOMAIN",
    "a@.example.org | EMAIL_DOMAIN",
    "a@example..org | EMAIL_DOMAIN",
    "a@exam ple.org | EMAIL_DOMAIN",
    "a@127.0.0.1 | EMAIL_DOMAIN",
    "a@[127.0.0.1] | EMAIL_DOMAIN",
    "a@[IPv6:::1] | EMAIL_DOMAIN",
    "a@xn--a.example | EMAIL_DOMAIN",
    "a@xn--.example | EMAIL_DOMAIN",
    "a@xn--abc-.example | EMAIL_DOMAIN",
    "a@xn--ls8h.example | EMAIL_DOMAIN",
    "a@\u2603.example | EMAIL_DOMAIN",
    "a@\ud83d\udca9.example | EMAIL_DOMAIN",
    "a@\u0640\u0627.example | EMAIL_DOMAIN",
    "a@a\u200db.example | EMAIL_DOMAIN",
    "a@\u00b7l.example | EMAIL_DOMAIN",
    "a@1\u05d0.example | EMAIL_DOMAIN",
    "a@1a.\u05d0 | EMAIL_DOMAIN",
    "a@b\u0378.example | EMAIL_LOOKALIKE",
  })
  void isRefusedWithItsReason(String typed, Problem problem) {
    assertThat(EmailAddress.problem(typed)).contains(problem);
    assertThat(EmailAddress.parse(typed)).isEmpty();
    assertThat(EmailAddress.of(typed).mailed()).isEmpty();
  }

  @Test
  void labelsHave63OctetsAtMost() {
    assertThat(EmailAddress.parse("a@" + "b".repeat(63) + ".example")).isPresent();
    assertThat(EmailAddress.problem("a@" + "b".repeat(64) + ".example")).contains(Problem.EMAIL_DOMAIN);
    assertThat(EmailAddress.problem("a@" + "\u00fc".repeat(60) + ".example")).contains(Problem.EMAIL_DOMAIN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u212aate@example.org", "a@\u017ftrasse.de", "a@example.org\u00a0", "a@\uff42.example"})
  void whatIsRefusedIsNobody(String typed) {
    String lookedUpBefore = Normalizer.normalize(typed, Normalizer.Form.NFKC).toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT).strip();
    assertThat(EmailAddress.parse(lookedUpBefore)).isPresent();
    assertThat(EmailAddress.of(typed).key()).isNotEqualTo(lookedUpBefore);
    assertThat(EmailAddress.parse(EmailAddress.of(typed).key())).isEmpty();
  }

  @Test
  void whatIsRefusedHasAShortKeyThatADatabaseCanHold() {
    for (String typed : new String[] {"\u0000", "\ud800", "x".repeat(64_000), "a" + "\u0315".repeat(32_000)}) {
      assertThat(EmailAddress.of(typed).key()).matches("no address [0-9a-f]{64}");
    }
  }

  @Test
  void isShownAsItWasTypedAndMailedInAscii() {
    EmailAddress address = EmailAddress.parse(" Ada@B\u00fccher.example\r\n").orElseThrow();
    assertThat(address.text()).isEqualTo("Ada@B\u00fccher.example");
    assertThat(address.mailed()).contains("Ada@xn--bcher-kva.example");
    assertThat(address.spelling()).isEqualTo("ada@b\u00fccher.example");
    assertThat(EmailAddress.of("Ada@xn--bcher-kva.example").spelling()).isEqualTo("ada@xn--bcher-kva.example");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "Ada@Example.org | ada@example.org | Ada@example.org",
    "ada@example.org\u00a0 | ada@example.org | ada@example.org",
    "ada@\uff45\uff58\uff41\uff4d\uff50\uff4c\uff45\uff0e\uff4f\uff52\uff47 | ada@example.org | ada@example.org",
    "ada@stra\u00dfe\u3002de | ada@xn--strae-oqa.de | ada@xn--strae-oqa.de",
  })
  void oneThatIsStoredIsReadAsMailServersWouldBeGivenIt(String stored, String key, String mailed) {
    EmailAddress address = EmailAddress.stored(stored);
    assertThat(address.key()).isEqualTo(key);
    assertThat(address.mailed()).contains(mailed);
    assertThat(address.text()).isEqualTo(stored);
  }

  @Test
  void oneThatIsStoredAndNoServerCouldBeGivenIsFoundByItselfAlone() {
    assertThat(EmailAddress.stored("J\u00f6rg@Example.org")).extracting(EmailAddress::key)
        .isEqualTo(EmailAddress.of("j\u00f6rg@example.org").key())
        .isNotEqualTo(EmailAddress.of("jorg@example.org").key());
    assertThat(EmailAddress.stored("j\u00f6rg@example.org").mailed()).isEmpty();
  }

  @Property
  void whatIsTakenIsTakenAgainAsItself(@ForAll String local, @ForAll String domain) {
    isTakenAgainAsItself(local + "@" + domain);
    isTakenAgainAsItself("a@" + domain);
  }

  @Property
  void whatIsTakenOfLettersIsTakenAgainAsItself(@ForAll @CharRange(from = '\u00c0', to = '\u06ff') String domain) {
    isTakenAgainAsItself("a@" + domain + ".example");
  }

  private static void isTakenAgainAsItself(String typed) {
    Optional<EmailAddress> parsed = EmailAddress.parse(typed);
    parsed.ifPresent(address -> {
      assertThat(key(address.key())).isEqualTo(address.key());
      assertThat(key(address.spelling())).isEqualTo(address.key());
      assertThat(key(address.mailed().orElseThrow())).isEqualTo(address.key());
      assertThat(EmailAddress.of(address.spelling()).spelling()).isEqualTo(address.spelling());
      assertThat(address.key()).matches("[!-~]+").hasSizeLessThanOrEqualTo(254);
    });
    assertThat(parsed.isPresent()).isEqualTo(EmailAddress.problem(typed).isEmpty());
  }

  /** Behind the first two planes are ideographs alone. */
  @Test
  void noCharacterOutsideAsciiIsOneInside() {
    for (int c = 0x80; c < 0x20000; c++) {
      String key = EmailAddress.of("a@x" + Character.toString(c) + "y.example").key();
      assertThat(key).as(Integer.toHexString(c)).matches("no address .*|a@xn--[a-z0-9-]+\\.example");
    }
  }

  @Test
  void isTakenUpToItsLongestInOctets() {
    String label = "\u96ea".repeat(13) + ".";
    assertThat(EmailAddress.parse("a@" + label.repeat(6) + "example")).isPresent();
    assertThat(EmailAddress.problem("a@" + label.repeat(7) + "example")).contains(Problem.EMAIL_TOO_LONG);
    assertThat("a@" + label.repeat(6) + "example").satisfies(longest ->
        assertThat(longest.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(254));
  }

  @Property
  void isTakenUpToItsLongest(
      @ForAll @CharRange(from = 'a', to = 'z') @StringLength(min = 1, max = 70) String local,
      @ForAll @CharRange(from = 'a', to = 'z') @StringLength(min = 180, max = 260) String letters) {
    String domain = letters.replaceAll("(.{30}).", "$1.").replaceAll("\\.$", "x");
    boolean fits = local.length() <= 64 && local.length() + 1 + domain.length() <= 254;
    assertThat(EmailAddress.parse(local + "@" + domain).isPresent()).isEqualTo(fits);
  }
}
