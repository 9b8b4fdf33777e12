package dev.ally.mail;

import dev.ally.config.Settings;
import io.vertx.core.MultiMap;
import io.vertx.ext.mail.MailMessage;

/**
 * The format of all emails: the sender, a part in plain text and the same in HTML.
 *
 * @param from the header; with a name before the address only if the name needs no encoding
 * @param host after the @ in the ids of messages, and the name of this side in SMTP
 */
record MailFormat(String from, String host) {
  private static final String PLAIN_NAME = "[A-Za-z0-9 .,&'-]+";

  static MailFormat of(Settings settings) {
    String address = settings.mail().from();
    String from = settings.issuer().matches(PLAIN_NAME) ? "\"" + settings.issuer() + "\" <" + address + ">" : address;
    return new MailFormat(from, settings.publicUrl().getHost());
  }

  MailMessage write(Email email) {
    return new MailMessage()
        .setFrom(from)
        .setTo(email.to())
        .setSubject(email.subject())
        .setText(PlainText.of(email))
        .setHtml(HtmlText.of(email))
        // No out-of-office answers, RFC 3834 §5.
        .setHeaders(MultiMap.caseInsensitiveMultiMap()
            .add("Auto-Submitted", "auto-generated")
            .add("Content-Language", email.language().tag())
            .add("Message-ID", "<" + email.id() + "@" + host + ">"));
  }
}
