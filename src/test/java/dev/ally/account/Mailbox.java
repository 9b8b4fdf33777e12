package dev.ally.account;

import static dev.ally.harness.Answers.answer;

import dev.ally.account.mailed.EmailWriter;
import dev.ally.account.mailed.MailedLinks;
import dev.ally.account.mailed.Outbox;
import dev.ally.account.mailed.PgOutboxStore;
import dev.ally.account.person.Tokens;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.language.Languages;
import dev.ally.mail.Email;
import dev.ally.mail.MailTransport;
import dev.ally.metrics.Meters;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Where the emails of a fixture end up after a round. */
public final class Mailbox implements MailTransport {
  private final List<Email> emails = new CopyOnWriteArrayList<>();
  private final AccountFixture ally;
  private final Languages languages;
  private Outbox outbox;

  public Mailbox(AccountFixture ally) {
    this(ally, Languages.packaged());
  }

  public Mailbox(AccountFixture ally, Languages languages) {
    this.ally = ally;
    this.languages = languages;
  }

  /** Makes rounds until nothing is due; what has come for this address from the first on. */
  public List<Email> to(String address) {
    if (outbox == null) {
      Pool pool = ally.database.pool(ally.vertx(), Schema.ACCOUNT);
      MailedLinks links = new MailedLinks(
          pool, new Tokens(ally.keyring), AccountFixture.SETTINGS.publicUrl(), AccountFixture.RANDOM, ally.clock);
      outbox = new Outbox(
          new PgOutboxStore(pool), new EmailWriter(languages, "Ally", links), this,
          ally.clock, Meters.NONE);
    }
    do {
      answer(outbox.round());
    } while (ally.database.count("account.letter WHERE due_at <= '" + ally.clock.instant() + "'"
        + " AND kind <> 'CODE_WRONG'") > 0);
    return emails.stream().filter(email -> email.to().equals(address)).toList();
  }

  /** The token of the newest link to this page for this address. */
  public Secret link(String address, String page) {
    String start = AccountFixture.SETTINGS.publicUrl() + page + "?token=";
    return to(address).stream()
        .flatMap(email -> email.link().stream())
        .map(Secret::revealText)
        .filter(link -> link.startsWith(start))
        .reduce((earlier, later) -> later)
        .map(link -> Secret.of(link.substring(start.length())))
        .orElseThrow(() -> new AssertionError("no link to " + page + " for " + address));
  }

  @Override
  public Future<Void> send(Email email) {
    emails.add(email);
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
