package dev.ally.mail;

import dev.ally.config.Settings;
import dev.ally.crypto.Secret;
import io.vertx.core.MultiMap;
import io.vertx.ext.mail.MailMessage;
import java.util.stream.Collectors;

/**
 * The format of all emails: the sender, a part in plain text and the same in HTML.
 *
 * @param from the header; with a name before the address only if the name needs no encoding
 * @param host after the @ in the ids of messages, and the name of this side in SMTP
 */
record MailFormat(String from, String host, String language) {
  private static final String PLAIN_NAME = "[A-Za-z0-9 .,&'-]+";

  static MailFormat of(Settings settings) {
    String address = settings.mail().from();
    String from = settings.issuer().matches(PLAIN_NAME) ? "\"" + settings.issuer() + "\" <" + address + ">" : address;
    return new MailFormat(from, settings.publicUrl().getHost(), "en");
  }

  MailMessage write(Email email) {
    return new MailMessage()
        .setFrom(from)
        .setTo(email.to())
        .setSubject(email.subject())
        .setText(text(email))
        .setHtml(html(email))
        // No out-of-office answers, RFC 3834 §5.
        .setHeaders(MultiMap.caseInsensitiveMultiMap()
            .add("Auto-Submitted", "auto-generated")
            .add("Message-ID", "<" + email.id() + "@" + host + ">"));
  }

  private static String text(Email email) {
    return email.paragraphs().stream()
        .map(paragraph -> paragraph.equals(Email.LINK) ? address(email) : paragraph)
        .collect(Collectors.joining("\n\n", "", "\n"));
  }

  private String html(Email email) {
    return email.paragraphs().stream()
        .map(paragraph -> paragraph.equals(Email.LINK)
            ? "<a href=\"" + escaped(address(email)) + "\">" + escaped(address(email)) + "</a>"
            : escaped(paragraph))
        .collect(Collectors.joining(
            "</p>\n<p>",
            "<!doctype html>\n<html lang=\"" + language + "\"><head><meta charset=\"utf-8\"><title>"
                + escaped(email.subject()) + "</title></head><body>\n<p>",
            "</p>\n</body></html>\n"));
  }

  private static String address(Email email) {
    return email.link().map(Secret::revealText).orElseThrow();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }
}
