package dev.ally.web.recovery;

import dev.ally.contract.ShownRecoveryCodes;
import dev.ally.contract.account.Person;
import dev.ally.contract.account.ShowRecoveryCodes.Recovery;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.Page;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** The page "Recovery codes", and the codes as a file. */
final class RecoveryView {
  private final Catalogue texts;
  private final String site;
  private final String publicUrl;
  private final Clock clock;

  RecoveryView(Catalogue texts, String site, String publicUrl, Clock clock) {
    this.texts = texts;
    this.site = site;
    this.publicUrl = publicUrl;
    this.clock = clock;
  }

  Page page(Request request, Recovery recovery) {
    Page page = Page.of("recovery")
        .of(recovery.person(), request)
        .with("left", texts.say("recovery.left", recovery.left()))
        .codeDigits(recovery.codeDigits());
    return recovery.shown().map(shown -> page
        .with("codes", shown.codes().stream().map(Secret::revealText).toList())
        .with("asked", texts.say("recovery.saved.field", shown.asked()))
        .with("about", about(recovery.person()))).orElse(page);
  }

  /** The heading of a printed page and of the file: site, account and date. */
  private String about(Person person) {
    return texts.say("recovery.about", site, publicUrl, person.email(), LocalDate.now(clock.withZone(ZoneOffset.UTC)));
  }

  Reply file(Person person, ShownRecoveryCodes shown) {
    StringBuilder lines = new StringBuilder(about(person)).append("\r\n\r\n");
    for (int i = 0; i < shown.codes().size(); i++) {
      lines.append(String.format(Locale.ROOT, "%2d. %s\r\n", i + 1, shown.codes().get(i).revealText()));
    }
    lines.append("\r\n").append(texts.say("recovery.once")).append("\r\n");
    return Reply.of(200, "text/plain; charset=utf-8", Buffer.buffer(lines.toString()))
        .header("Content-Disposition", "attachment; filename=\"recovery-codes.txt\"");
  }
}
