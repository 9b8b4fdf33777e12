package dev.ally.mail;

import dev.ally.config.Settings;
import dev.ally.crypto.Secret;
import io.vertx.core.MultiMap;
import io.vertx.ext.mail.MailMessage;
import java.util.stream.Collectors;

/**
 * What all letters look like: who they come from, a part of plain text and the same in HTML.
 *
 * @param from the header; a name before the address only where it needs no encoding
 * @param host after the @ in the ids of messages, and how this side calls itself
 */
record MailFormat(String from, String host, String language) {
  private static final String PLAIN_NAME = "[A-Za-z0-9 .,&'-]+";

  static MailFormat of(Settings settings) {
    String address = settings.mail().from();
    String from = settings.issuer().matches(PLAIN_NAME) ? "\"" + settings.issuer() + "\" <" + address + ">" : address;
    return new MailFormat(from, settings.publicUrl().getHost(), "en");
  }

  MailMessage write(Email letter) {
    return new MailMessage()
        .setFrom(from)
        .setTo(letter.to())
        .setSubject(letter.subject())
        .setText(text(letter))
        .setHtml(html(letter))
        // No out-of-office answers, RFC 3834 §5.
        .setHeaders(MultiMap.caseInsensitiveMultiMap()
            .add("Auto-Submitted", "auto-generated")
            .add("Message-ID", "<" + letter.id() + "@" + host + ">"));
  }

  private static String text(Email letter) {
    return letter.paragraphs().stream()
        .map(paragraph -> paragraph.equals(Email.LINK) ? address(letter) : paragraph)
        .collect(Collectors.joining("\n\n", "", "\n"));
  }

  private String html(Email letter) {
    return letter.paragraphs().stream()
        .map(paragraph -> paragraph.equals(Email.LINK)
            ? "<a href=\"" + escaped(address(letter)) + "\">" + escaped(address(letter)) + "</a>"
            : escaped(paragraph))
        .collect(Collectors.joining(
            "</p>\n<p>",
            "<!doctype html>\n<html lang=\"" + language + "\"><head><meta charset=\"utf-8\"><title>"
                + escaped(letter.subject()) + "</title></head><body>\n<p>",
            "</p>\n</body></html>\n"));
  }

  private static String address(Email letter) {
    return letter.link().map(Secret::revealText).orElseThrow();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }
}
