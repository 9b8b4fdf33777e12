package dev.ally.web.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.PendingKey;
import dev.ally.crypto.Secret;
import java.net.URI;
import java.util.UUID;
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
    PendingKey padded = new PendingKey(UUID.randomUUID(), Secret.of("MFRGG==="), "SHA1", 6, 30, 0);

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

  private static String uri(String issuer, String account) {
    return KeyUri.of(issuer, account, new PendingKey(UUID.randomUUID(), Secret.of(KEY), "SHA1", 6, 30, 0));
  }
}
