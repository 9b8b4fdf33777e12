package dev.ally.mail;

import dev.ally.mail.Email.Fact;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The part of an email in HTML: tables and inline styles, which all mail programs understand. It loads nothing from
 * elsewhere. Where dark colours are preferred, programs that know style sheets show those.
 */
final class HtmlText {
  private static final String FONT =
      "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;";
  private static final String INK = FONT + "font-size:16px;line-height:1.5;color:#1c2326;";
  private static final String QUIET = FONT + "font-size:14px;line-height:1.5;color:#55605f;";

  private static final String STYLE = """
      :root { color-scheme: light dark; supported-color-schemes: light dark; }
      @media (prefers-color-scheme: dark) {
      .page { background: #14191b !important; }
      .sheet { background: #1c2326 !important; border-color: #3a4446 !important; }
      .line { border-color: #3a4446 !important; }
      .ink { color: #eceae3 !important; }
      .quiet { color: #a9b3b1 !important; }
      .accent { background: #7fd1c7 !important; }
      .on-accent { color: #0d2423 !important; }
      .link { color: #7fd1c7 !important; }
      }
      @media (max-width: 480px) {
      .edge { padding: 0 !important; }
      .sheet { padding: 24px 20px !important; border-width: 0 !important; border-radius: 0 !important; }
      .label { display: block !important; width: auto !important; padding: 8px 0 0 !important; }
      .value { display: block !important; padding: 0 0 8px !important; border-width: 0 !important; }
      }
      """;

  /** 1 language, 2 direction, 3 subject, 4 where lines start, 5 site, 6 title, 7 parts. */
  private static final String PAGE = """
      <!doctype html>
      <html lang="%1$s" dir="%2$s">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="supported-color-schemes" content="light dark">
      <title>%3$s</title>
      <style>
      """ + STYLE.replace("%", "%%") + """
      </style>
      </head>
      <body class="page" style="margin:0;padding:0;background:#f7f6f2;">
      <table role="presentation" dir="%2$s" lang="%1$s" width="100%%" cellpadding="0" cellspacing="0" border="0">
      <tr><td class="page edge" align="center" style="padding:24px 12px;background:#f7f6f2;">
      <table role="presentation" width="100%%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;">
      <tr><td class="sheet" align="%4$s" style="padding:32px;background:#fffefb;border:1px solid #d9dad4;\
      border-radius:8px;text-align:%4$s;">
      """ + paragraph(QUIET + "margin:0 0 4px;font-weight:600;", "quiet", "%5$s") + """
      <h1 class="ink" style="%8$smargin:0 0 24px;font-size:22px;line-height:1.3;font-weight:650;\
      color:#1c2326;">%6$s</h1>
      %7$s</td></tr>
      </table>
      </td></tr>
      </table>
      </body>
      </html>
      """;

  /** 1 where lines start, 2 label, 3 value. */
  private static final String ROW = """
      <tr>
      <th class="label quiet line" scope="row" align="%1$s" valign="top" width="30%%" \
      style="QUIETline-height:24px;padding:8px 0;text-align:%1$s;font-weight:400;border-top:1px solid #d9dad4;">%2$s</th>
      <td class="value ink line" dir="auto" align="%1$s" valign="top" \
      style="INKpadding:8px 0;text-align:%1$s;border-top:1px solid #d9dad4;overflow-wrap:anywhere;">%3$s</td>
      </tr>
      """.replace("QUIET", QUIET).replace("INK", INK);

  /** 1 address, 2 label of the button, 3 what the address below is for. */
  private static final String LINK = """
      <table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:24px 0 16px;">
      <tr><td class="accent" bgcolor="#0b5c5a" style="border-radius:8px;background:#0b5c5a;">
      <a class="on-accent" href="%1$s" style="FONTdisplay:inline-block;padding:12px 24px;font-size:16px;line-height:24px;\
      font-weight:600;color:#ffffff;text-decoration:none;">%2$s</a>
      </td></tr>
      </table>
      """.replace("FONT", FONT) + paragraph(QUIET + "margin:0 0 24px;", "quiet", """
      %3$s<br>
      <a class="link" dir="ltr" href="%1$s" style="color:#0b5c5a;word-break:break-all;">%1$s</a>""");

  private final Email email;
  private final String start;

  private HtmlText(Email email) {
    this.email = email;
    this.start = email.language().direction().equals("rtl") ? "right" : "left";
  }

  static String of(Email email) {
    return new HtmlText(email).page();
  }

  private String page() {
    return String.format(
        Locale.ROOT, PAGE, escaped(email.language().tag()), escaped(email.language().direction()),
        escaped(email.subject()), start, escaped(email.site()), escaped(email.title()),
        email.parts().stream().map(this::part).collect(Collectors.joining()), FONT);
  }

  private String part(Email.Part part) {
    if (part instanceof Email.Facts facts) {
      return facts.facts().stream().map(this::row).collect(Collectors.joining(
          "", "<table width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin:24px 0;\">\n",
          "</table>\n"));
    }
    if (part instanceof Email.Link link) {
      return String.format(
          Locale.ROOT, LINK, escaped(link.url().revealText()), escaped(link.label()), escaped(link.inFull()));
    }
    if (part instanceof Email.Footer footer) {
      return paragraph(
          QUIET + "margin:32px 0 0;padding:16px 0 0;border-top:1px solid #d9dad4;", "quiet line",
          escaped(footer.text()));
    }
    return paragraph(INK + "margin:0 0 16px;", "ink", escaped(((Email.Paragraph) part).text()));
  }

  private String row(Fact fact) {
    return String.format(Locale.ROOT, ROW, start, escaped(fact.label()), escaped(fact.value()));
  }

  private static String paragraph(String style, String classes, String html) {
    return "<p class=\"" + classes + "\" style=\"" + style + "\">" + html + "</p>\n";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        .replace("\"", "&quot;").replace("'", "&#39;");
  }
}
