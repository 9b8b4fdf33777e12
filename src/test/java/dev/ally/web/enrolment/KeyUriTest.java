package dev.ally.web.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.PendingKey;
import dev.ally.crypto.Secret;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class KeyUriTest {
  private static final String KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

  @Test
  void namesIssuerAccountAndParameters() {
    assertThat(uri("Ally", "ada@example.org")).isEqualTo("otpauth://totp/Ally:ada%40example.org?secret=" + KEY
        + "&issuer=Ally&algorithm=SHA1&digits=6&period=30");
  }

  @Test
  void writesASpaceAsPercentTwenty() {
    assertThat(uri("Acme Corp", "a b@example.org"))
        .contains("/Acme%20Corp:a%20b%40example.org?", "&issuer=Acme%20Corp&")
        .doesNotContain("+");
  }

  @Test
  void keepsPlusApostropheAndUnicode() {
    URI parsed = URI.create(uri("Zoë's & Søn", "zoë+o'neil@例え.jp"));

    assertThat(parsed.getPath()).isEqualTo("/Zoë's & Søn:zoë+o'neil@例え.jp");
    assertThat(parsed.getRawPath()).contains("%2B", "%27").doesNotContain("+");
    assertThat(parsed.getRawQuery()).contains("issuer=Zo%C3%AB%27s%20%26%20S%C3%B8n&");
  }

  @Test
  void leavesNoColonButTheOneBetween() {
    String uri = uri("Acme: Prod", "a:b@example.org");

    assertThat(uri).contains("/Acme%20Prod:a%20b%40example.org?", "&issuer=Acme%20Prod&").doesNotContain("%3A");
  }

  @Test
  void hasNoPaddingOfTheKey() {
    PendingKey padded = new PendingKey(UUID.randomUUID(), Secret.of("MFRGG==="), "SHA1", 6, 30, 0, PendingKey.Purpose.FIRST);

    assertThat(KeyUri.of("Ally", "a", padded)).contains("?secret=MFRGG&");
  }

  @Test
  void keepsALongName() {
    String longest = "x".repeat(242) + "@example.org";

    assertThat(URI.create(uri("Ally", longest)).getPath()).isEqualTo("/Ally:" + longest);
  }

  @Test
  void escapesWhatTheUrlEncodingOfFormsWouldLeave() {
    assertThat(uri("A*B~C", "d")).contains("/A%2AB~C:d?");
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withCharRange(' ', '\u024f').withChars(":+%&=?#/@ \t\u4f8b\uff1a").ofMaxLength(30);
  }

  /** An app reads back what the site and the person are called, and the key, whatever stands in the names. */
  @Property
  void isReadBackByAnApp(@ForAll("names") String issuer, @ForAll("names") String account, @ForAll @Size(20) byte[] key) {
    String base32 = base32(key);
    String uri = KeyUri.of(issuer, account, new PendingKey(UUID.randomUUID(), Secret.of(base32), "SHA1", 6, 30, 0, PendingKey.Purpose.FIRST));
    Matcher read = Pattern.compile("otpauth://totp/([^:?/#]*):([^:?/#]*)\\?([!-~&&[^?#]]*)").matcher(uri);
    assertThat(read.matches()).as(uri).isTrue();
    Map<String, String> parameters = new HashMap<>();
    for (String parameter : read.group(3).split("&")) {
      String[] pair = parameter.split("=", -1);
      assertThat(parameters.put(pair[0], percentDecoded(pair[1]))).isNull();
    }
    assertThat(percentDecoded(read.group(1))).isEqualTo(parameters.get("issuer"));
    assertThat(letters(parameters.get("issuer"))).isEqualTo(letters(issuer));
    assertThat(letters(percentDecoded(read.group(2)))).isEqualTo(letters(account));
    assertThat(parameters).containsEntry("secret", base32).containsEntry("algorithm", "SHA1")
        .containsEntry("digits", "6").containsEntry("period", "30").hasSize(5);
  }

  /** What is left when spaces and colons do not count. */
  private static String letters(String text) {
    return text.replaceAll("[\\s:\\p{Z}\u0085\u001c-\u001f]", "");
  }

  /** RFC 3986 §2.1, where a plus is a plus. */
  private static String percentDecoded(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%') {
        bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.write(text.charAt(i));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String base32(byte[] key) {
    StringBuilder text = new StringBuilder();
    BigInteger bits = new BigInteger(1, key);
    for (int shift = key.length * 8 - 5; shift >= 0; shift -= 5) {
      text.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(bits.shiftRight(shift).intValue() & 31));
    }
    return text.toString();
  }

  private static String uri(String issuer, String account) {
    return KeyUri.of(issuer, account, new PendingKey(UUID.randomUUID(), Secret.of(KEY), "SHA1", 6, 30, 0, PendingKey.Purpose.FIRST));
  }
}
