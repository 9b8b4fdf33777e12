package dev.ally.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.crypto.Secret;
import dev.ally.mail.Email.Fact;
import dev.ally.mail.Email.Facts;
import dev.ally.mail.Email.Footer;
import dev.ally.mail.Email.Language;
import dev.ally.mail.Email.Link;
import dev.ally.mail.Email.Paragraph;
import io.vertx.ext.mail.MailMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailFormatTest {
  private static final MailFormat FORMAT = new MailFormat("ally@example.org", "ally.example");
  private static final String MARKUP = "<b class='x'>\"&amp; \u202eevil";

  private static MailMessage write(Language language, String text, Email.Part... parts) {
    return FORMAT.write(new Email("id", "ada@example.org", language, text, text, text, List.of(parts)));
  }

  @Test
  void readsNothingAsMarkup() {
    String html = write(
        new Language("en", "ltr"), MARKUP, new Paragraph(MARKUP), new Facts(List.of(new Fact(MARKUP, MARKUP, "line"))),
        new Link(MARKUP, MARKUP, Secret.of("https://ally.example/?a=\"b")), new Footer(MARKUP)).getHtml();
    assertThat(html).doesNotContain("<b class", "class='x'", "a=\"b").contains("&lt;b class=&#39;x&#39;&gt;&quot;&amp;amp;");
    assertThat(html.split("&lt;b class", -1)).as("subject, site, title, and all parts").hasSize(3 + 6 + 1);
  }

  @Test
  void isWrittenFromTheRightWhereItsLanguageIs() {
    assertThat(write(new Language("he", "rtl"), "שלום", new Paragraph("שלום")).getHtml())
        .contains("<html lang=\"he\" dir=\"rtl\">", "align=\"right\"").doesNotContain("left");
    assertThat(write(new Language("en", "ltr"), "Hello", new Paragraph("Hello")).getHtml())
        .contains("align=\"left\"").doesNotContain("right");
  }

  @Test
  void breaksLinesWhereTheLanguageMayBeBroken() {
    String japanese = "あなたのアカウントの二要素認証が有効になりました。".repeat(5);
    String text = write(new Language("ja", "ltr"), "x", new Paragraph(japanese)).getText();
    assertThat(text.lines()).hasSizeGreaterThan(3)
        .allMatch(line -> line.length() <= 39).noneMatch(line -> line.startsWith("。"));
    assertThat(text.replace("\n", "")).isEqualTo(japanese);
    assertThat(write(new Language("en", "ltr"), "x", new Paragraph("word ".repeat(40).strip())).getText())
        .isEqualTo(("word ".repeat(15).strip() + "\n").repeat(2) + "word ".repeat(10).strip() + "\n");
  }

  @Test
  void leavesAddressesWhole() {
    String url = "https://ally.example/reset?token=" + "a-b/".repeat(40);
    assertThat(write(new Language("en", "ltr"), "x", new Link("Open it", "Or here:", Secret.of(url))).getText())
        .isEqualTo("Open it\n" + url + "\n");
  }
}
