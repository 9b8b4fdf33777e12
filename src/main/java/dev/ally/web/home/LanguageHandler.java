package dev.ally.web.home;

import dev.ally.bus.Bus;
import dev.ally.contract.account.ChooseLanguage;
import dev.ally.crypto.Secret;
import dev.ally.language.Languages;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import io.vertx.core.Future;

/**
 * {@code /language}: chooses a language, for this browser and for the account that is signed in, and goes back to the
 * page where it was chosen.
 */
public final class LanguageHandler {
  private final Bus bus;
  private final Languages languages;

  public LanguageHandler(Bus bus, Languages languages) {
    this.bus = bus;
    this.languages = languages;
  }

  public Future<Reply> submit(Request request) {
    String chosen = request.form().text(Field.LANGUAGE);
    if (!languages.has(chosen)) {
      throw new Refused(Refusal.MALFORMED);
    }
    Reply back = Reply.seeOther(page(request)).set(Cookie.LANGUAGE, Secret.of(chosen));
    return request.find(Cookie.SESSION)
        .map(session -> ChooseLanguage.OPERATION.ask(bus, new ChooseLanguage(session, chosen)).map(answer -> back))
        .orElseGet(back::now);
  }

  /** The page that was shown. Where it came from a refused form, its address is without the destination. */
  private static LocalPath page(Request request) {
    return request.cameFrom()
        .map(shown -> shown.text().contains("?") ? shown : LocalPath.wantedBy(request).after(shown.text()))
        .orElse(LocalPath.HOME);
  }
}
