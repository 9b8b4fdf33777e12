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
import dev.ally.language.UserAgent;
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
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes emails when they are sent, not earlier: the token of a link is made then, and only its keyed hash is stored.
 * Of what a client sends an email has the IP address, and the names of a browser and a system that are well known. It
 * has the name of its account's owner, or of an application, which the operator has chosen, and no other text that a
 * person has typed.
 */
public final class EmailWriter {
  /** Of the ids of texts of emails; the rest is the kind of what the email tells. */
  private static final String PREFIX = "mail.";

  private static final Set<RequestedEmail> BY_OPERATOR = Set.of(RequestedEmail.RESET_MAILED, RequestedEmail.INVITED);

  private final Languages languages;
  private final String site;
  private final MailedLinks links;

  /** @param site the name of the site */
  public EmailWriter(Languages languages, String site, MailedLinks links) {
    this.languages = languages;
    this.site = site;
    this.links = links;
  }

  /** What an email tells, and the kind of its link. */
  private record Kind(String id, Optional<MailedLinkKind> link) {
    static Kind of(String id) {
      return new Kind(id, Optional.empty());
    }

    static Kind of(String id, MailedLinkKind link) {
      return new Kind(id, Optional.of(link));
    }
  }

  /** The email; empty if there is none to send. */
  Future<Optional<Email>> write(Due due) {
    boolean ownerMistyped = due.tellsOf(ActivityKind.CODE_WRONG) && due.cameIn();
    if (to(due).isEmpty() || ownerMistyped) {
      return Future.succeededFuture(Optional.empty());
    }
    Kind kind = kind(due);
    return kind.link
        .map(link -> links.make(link, due).map(Optional::of))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()))
        .map(link -> Optional.of(email(kind.id, due, link)));
  }

  private static Kind kind(Due due) {
    if (due.requested().isPresent()) {
      return switch (due.requested().get()) {
        case RESET_ASKED -> due.mailboxOfAnother()
            ? Kind.of("reset-shared") : Kind.of("reset-asked", MailedLinkKind.RESET);
        case BROWSER_ASKED -> Kind.of("browser-asked", MailedLinkKind.BROWSER);
        case RIGHT_PASSWORD -> Kind.of("right-password", MailedLinkKind.BROWSER);
        case INVITED -> Kind.of("invited", MailedLinkKind.RESET);
        case RESET_MAILED -> Kind.of("reset-mailed", MailedLinkKind.RESET);
        case SIGN_UP_ASKED -> due.owner().isPresent()
            ? Kind.of("sign-up-taken") : Kind.of("sign-up-asked", MailedLinkKind.SIGN_UP);
        case EMAIL_ASKED -> due.owner().isPresent()
            ? Kind.of("email-taken") : Kind.of("email-asked", MailedLinkKind.EMAIL);
      };
    }
    String id = due.kind().toLowerCase(Locale.ROOT).replace('_', '-');
    return due.tellsOf(ActivityKind.TWO_FACTOR_ACTIVATE) ? Kind.of(id, MailedLinkKind.UNDO)
        : due.tellsOf(ActivityKind.UNDO_ASKED) ? Kind.of(id, MailedLinkKind.STOP_UNDO)
        : Kind.of(id);
  }

  /** The address for the mail server; empty if a mail server accepts no such address. */
  private static Optional<String> to(Due due) {
    return due.address().flatMap(address -> EmailAddress.stored(address).mailed());
  }

  private Email email(String id, Due due, Optional<Secret> link) {
    Catalogue texts = languages.of(due.language());
    String title = texts.say(text(id + ".title"));
    List<Email.Part> parts = new ArrayList<>();
    parts.add(new Email.Paragraph(greeting(texts, due)));
    parts.addAll(paragraphs(texts, text(id + ".text").with("application", due.detail())));
    parts.add(facts(texts, due));
    parts.addAll(paragraphs(texts, text(next(texts, id, due))));
    link.ifPresent(url -> parts.add(
        new Email.Link(texts.say(text(id + ".button")), texts.say(text("in-full")), url)));
    boolean mailedByOperator = due.requested().filter(BY_OPERATOR::contains).isPresent();
    if (texts.has(PREFIX + id + ".last")) {
      parts.addAll(paragraphs(texts, text(id + ".last")));
    }
    parts.add(new Email.Footer(
        texts.say(text(due.requested().isPresent() && !mailedByOperator ? "end.requested" : "end.notification"))));
    return new Email(
        due.id().toString(), to(due).orElseThrow(), new Email.Language(texts.tag(), texts.direction()),
        texts.say(text("subject").with("title", title)), site, title, parts);
  }

  private String greeting(Catalogue texts, Due due) {
    return due.owner()
        .filter(owner -> !due.mailboxOfAnother())
        .flatMap(owner -> GreetedName.of(owner.name()))
        .map(name -> texts.say(text("greeting").with("name", name)))
        .orElseGet(() -> texts.say(text("greeting.unnamed")));
  }

  /** What the person should do; the same for many kinds. */
  private static String next(Catalogue texts, String id, Due due) {
    return texts.has(PREFIX + id + ".next") ? id + ".next"
        : due.tellsOf(ActivityKind.PASSWORD_CHANGED) || due.tellsOf(ActivityKind.PASSWORD_RESET) ? "not-you.password"
        : "not-you.settings";
  }

  private Email.Facts facts(Catalogue texts, Due due) {
    Optional<Text> actsAt = due.tellsOf(ActivityKind.UNDO_ASKED)
        ? Optional.of(time(due.at().plus(Limit.UNDO_DELAY.duration()))) : Optional.empty();
    return new Email.Facts(Stream.of(
        due.address().map(address -> fact(texts, due.owner().isPresent() ? "account" : "email", Text.verbatim(address))),
        Optional.of(fact(texts, "time", time(due.at()))),
        due.userAgent().map(header -> fact(texts, "browser", UserAgent.of(header).words())),
        due.network().map(network -> fact(texts, "network", Text.verbatim(network))),
        actsAt.map(at -> fact(texts, "acts-at", at)))
        .flatMap(Optional::stream).toList());
  }

  private Email.Fact fact(Catalogue texts, String id, Text value) {
    Text label = text("fact." + id);
    return new Email.Fact(
        texts.say(label), texts.say(value), texts.say(text("fact.line").with("label", label).with("value", value)));
  }

  private Text text(String id) {
    return Text.of(PREFIX + id).with("site", site);
  }

  private static Text time(Instant instant) {
    ZonedDateTime at = instant.atZone(ZoneOffset.UTC);
    return Text.of(PREFIX + "time")
        .with("day", new When(When.Form.DAY_AND_YEAR, at))
        .with("time", new When(When.Form.MINUTE, at));
  }

  private List<Email.Paragraph> paragraphs(Catalogue texts, Text text) {
    return Stream.of(texts.say(text).split("\n\n")).map(Email.Paragraph::new).toList();
  }
}
