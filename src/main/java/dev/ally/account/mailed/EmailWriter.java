package dev.ally.account.mailed;

import dev.ally.account.mailed.PgOutboxStore.Due;
import dev.ally.account.rules.EmailAddress;
import dev.ally.config.Limit;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.crypto.Secret;
import dev.ally.mail.Email;
import dev.ally.mail.MailCatalogue;
import io.vertx.core.Future;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes letters when they are sent, and not before: only then is the token of a link made, whose keyed hash is kept. What
 * somebody who is not the owner may have typed, a name or what a browser calls itself, stands in none of them.
 */
public final class EmailWriter {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private final MailCatalogue words;
  private final String site;
  private final MailedLinks links;

  /** @param site its name */
  public EmailWriter(MailCatalogue words, String site, MailedLinks links) {
    this.words = words;
    this.site = site;
    this.links = links;
  }

  /** The letter; empty when there is none to send. */
  Future<Optional<Email>> write(Due due) {
    boolean ownerMistyped = due.kind().equals("CODE_WRONG") && due.cameIn();
    if (to(due).isEmpty() || ownerMistyped) {
      return Future.succeededFuture(Optional.empty());
    }
    return switch (due.kind()) {
      case "RESET_ASKED" -> due.mailboxOfAnother()
          ? withoutLink("reset-shared", due)
          : withLink("reset-asked", due, MailedLinkKind.RESET);
      case "BROWSER_ASKED" -> withLink("browser-asked", due, MailedLinkKind.BROWSER);
      case "SIGN_UP_ASKED" -> due.owner().isPresent()
          ? withoutLink("sign-up-taken", due)
          : withLink("sign-up-asked", due, MailedLinkKind.SIGN_UP);
      case "EMAIL_ASKED" -> due.owner().isPresent()
          ? withoutLink("email-taken", due)
          : withLink("email-asked", due, MailedLinkKind.EMAIL);
      case "TWO_FACTOR_ACTIVATE" ->
          links.make(MailedLinkKind.UNDO, due).map(link -> Optional.of(notice(due, Optional.of(link))));
      case "UNDO_ASKED" ->
          links.make(MailedLinkKind.STOP_UNDO, due).map(link -> Optional.of(notice(due, Optional.of(link))));
      default -> Future.succeededFuture(Optional.of(notice(due, Optional.empty())));
    };
  }

  /** Empty where no mail server could be given it. */
  private static Optional<String> to(Due due) {
    return due.address().flatMap(address -> EmailAddress.stored(address).mailed());
  }

  private Future<Optional<Email>> withLink(String id, Due due, MailedLinkKind kind) {
    return links.make(kind, due).map(link -> Optional.of(letter(id, due, Optional.of(link))));
  }

  private Future<Optional<Email>> withoutLink(String id, Due due) {
    return Future.succeededFuture(Optional.of(letter(id, due, Optional.empty())));
  }

  private Email letter(String id, Due due, Optional<Secret> link) {
    return new Email(
        due.id().toString(), to(due).orElseThrow(), words.say(id + ".subject", site),
        words.paragraphs(id + ".text", site), link);
  }

  private Email notice(Due due, Optional<Secret> link) {
    String id = due.kind().toLowerCase(Locale.ROOT).replace('_', '-');
    List<String> paragraphs = new ArrayList<>(
        words.paragraphs(id + ".text", site, MINUTE.format(due.at().plus(Limit.UNDO_DELAY.duration()))));
    String when = MINUTE.format(due.at());
    paragraphs.add(due.network()
        .map(network -> words.say("when.from", site, when, network))
        .orElseGet(() -> words.say("when", site, when)));
    if (words.has(id + ".not-you")) {
      paragraphs.addAll(words.paragraphs(id + ".not-you", site));
    } else {
      paragraphs.add(words.say(id.startsWith("password-") ? "not-you.password" : "not-you.settings", site));
    }
    paragraphs.add(words.say("end", site));
    return new Email(
        due.id().toString(), to(due).orElseThrow(), words.say(id + ".subject", site), paragraphs, link);
  }
}
