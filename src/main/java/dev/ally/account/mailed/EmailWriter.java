package dev.ally.account.mailed;

import dev.ally.account.mailed.PgOutboxStore.Due;
import dev.ally.account.person.RequestedEmail;
import dev.ally.account.rules.EmailAddress;
import dev.ally.config.Limit;
import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.crypto.Secret;
import dev.ally.language.Catalogue;
import dev.ally.language.Languages;
import dev.ally.language.Text;
import dev.ally.language.When;
import dev.ally.mail.Email;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes emails when they are sent, not earlier: the token of a link is made then, and only its keyed hash is stored.
 * No email contains text that another person may have entered, such as a name or a user agent.
 */
public final class EmailWriter {
  /** Of the ids of texts of emails; the rest is the kind of what the email tells. */
  private static final String PREFIX = "mail.";

  private final Catalogue texts;
  private final String site;
  private final MailedLinks links;

  /** @param site the name of the site */
  public EmailWriter(Languages languages, String site, MailedLinks links) {
    this.texts = languages.english();
    this.site = site;
    this.links = links;
  }

  /** The email; empty if there is none to send. */
  Future<Optional<Email>> write(Due due) {
    boolean ownerMistyped = due.tellsOf(ActivityKind.CODE_WRONG) && due.cameIn();
    if (to(due).isEmpty() || ownerMistyped) {
      return Future.succeededFuture(Optional.empty());
    }
    if (due.requested().isPresent()) {
      return requested(due.requested().get(), due);
    }
    if (due.tellsOf(ActivityKind.TWO_FACTOR_ACTIVATE)) {
      return links.make(MailedLinkKind.UNDO, due).map(link -> Optional.of(notification(due, Optional.of(link))));
    }
    if (due.tellsOf(ActivityKind.UNDO_ASKED)) {
      return links.make(MailedLinkKind.STOP_UNDO, due).map(link -> Optional.of(notification(due, Optional.of(link))));
    }
    return Future.succeededFuture(Optional.of(notification(due, Optional.empty())));
  }

  private Future<Optional<Email>> requested(RequestedEmail requested, Due due) {
    return switch (requested) {
      case RESET_ASKED -> due.mailboxOfAnother()
          ? withoutLink("reset-shared", due)
          : withLink("reset-asked", due, MailedLinkKind.RESET);
      case BROWSER_ASKED -> withLink("browser-asked", due, MailedLinkKind.BROWSER);
      case RIGHT_PASSWORD -> withLink("right-password", due, MailedLinkKind.BROWSER);
      case SIGN_UP_ASKED -> due.owner().isPresent()
          ? withoutLink("sign-up-taken", due)
          : withLink("sign-up-asked", due, MailedLinkKind.SIGN_UP);
      case EMAIL_ASKED -> due.owner().isPresent()
          ? withoutLink("email-taken", due)
          : withLink("email-asked", due, MailedLinkKind.EMAIL);
    };
  }

  /** The address for the mail server; empty if a mail server accepts no such address. */
  private static Optional<String> to(Due due) {
    return due.address().flatMap(address -> EmailAddress.stored(address).mailed());
  }

  private Future<Optional<Email>> withLink(String id, Due due, MailedLinkKind kind) {
    return links.make(kind, due).map(link -> Optional.of(email(id, due, Optional.of(link))));
  }

  private Future<Optional<Email>> withoutLink(String id, Due due) {
    return Future.succeededFuture(Optional.of(email(id, due, Optional.empty())));
  }

  private Email email(String id, Due due, Optional<Secret> link) {
    return new Email(
        due.id().toString(), to(due).orElseThrow(), texts.say(text(id + ".subject")),
        paragraphs(text(id + ".text")), link);
  }

  private Email notification(Due due, Optional<Secret> link) {
    String id = due.kind().toLowerCase(Locale.ROOT).replace('_', '-');
    List<String> paragraphs = new ArrayList<>(
        paragraphs(text(id + ".text").with("when", time(due.at().plus(Limit.UNDO_DELAY.duration())))));
    Text when = due.network()
        .map(network -> text("when.from").with("network", network))
        .orElseGet(() -> text("when"));
    paragraphs.add(texts.say(when.with("when", time(due.at()))));
    String notYou = texts.has(PREFIX + id + ".not-you") ? id + ".not-you"
        : id.startsWith("password-") ? "not-you.password" : "not-you.settings";
    paragraphs.addAll(paragraphs(text(notYou)));
    paragraphs.add(texts.say(text("end")));
    return new Email(
        due.id().toString(), to(due).orElseThrow(), texts.say(text(id + ".subject")), paragraphs, link);
  }

  private Text text(String id) {
    return Text.of(PREFIX + id).with("site", site).with("link", Email.LINK);
  }

  private static Text time(Instant instant) {
    ZonedDateTime at = instant.atZone(ZoneOffset.UTC);
    return Text.of(PREFIX + "time")
        .with("day", new When(When.Form.DAY_AND_YEAR, at))
        .with("time", new When(When.Form.MINUTE, at));
  }

  private List<String> paragraphs(Text text) {
    return List.of(texts.say(text).split("\n\n"));
  }
}
