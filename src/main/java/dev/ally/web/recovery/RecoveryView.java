package dev.ally.web.recovery;

import dev.ally.contract.ShownRecoveryCodes;
import dev.ally.contract.account.Person;
import dev.ally.contract.account.ShowRecoveryCodes.Recovery;
import dev.ally.crypto.Secret;
import dev.ally.language.Catalogue;
import dev.ally.language.Text;
import dev.ally.language.When;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.Page;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/** The page "Recovery codes", and the codes as a file. */
final class RecoveryView {
  private final String site;
  private final String publicUrl;
  private final Clock clock;

  RecoveryView(String site, String publicUrl, Clock clock) {
    this.site = site;
    this.publicUrl = publicUrl;
    this.clock = clock;
  }

  Page page(Request request, Recovery recovery) {
    Page page = Page.of("recovery")
        .of(recovery.person(), request)
        .with("next", Optional.of(LocalPath.wantedBy(request))
            .filter(next -> !next.equals(LocalPath.HOME)).map(LocalPath::text))
        .with("left", Text.of("recovery.left").with("count", recovery.left()))
        .codeDigits(recovery.codeDigits());
    return recovery.shown().map(shown -> page
        .with("codes", shown.codes().stream().map(Secret::revealText).toList())
        .with("asked", Text.of("recovery.saved.field").with("number", shown.asked()))
        .with("about", about(recovery.person()))).orElse(page);
  }

  /** The heading of a printed page and of the file: site, account and date. */
  private Text about(Person person) {
    return Text.of("recovery.about")
        .with("email", person.email())
        .with("site", site)
        .with("url", publicUrl)
        .with("day", new When(When.Form.DAY_AND_YEAR, clock.instant().atZone(ZoneOffset.UTC)));
  }

  Reply file(Catalogue texts, Person person, ShownRecoveryCodes shown) {
    StringBuilder lines = new StringBuilder(texts.say(about(person))).append("\r\n\r\n");
    for (int i = 0; i < shown.codes().size(); i++) {
      lines.append(String.format(Locale.ROOT, "%2d. %s\r\n", i + 1, shown.codes().get(i).revealText()));
    }
    lines.append("\r\n").append(texts.say("recovery.once")).append("\r\n");
    return Reply.of(200, "text/plain; charset=utf-8", Buffer.buffer(lines.toString()))
        .header("Content-Disposition", "attachment; filename=\"recovery-codes.txt\"");
  }
}
