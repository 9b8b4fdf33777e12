package dev.ally.web.mailed;

import dev.ally.language.Text;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.RequestedMail;
import io.vertx.core.Future;
import java.util.EnumSet;

/**
 * {@code /check-mail}: says to which address an email was requested, with a form that requests it again, and a way back
 * to the address. It says the same whether an account has that address or not.
 */
public final class CheckMailHandler {
  private final Pages pages;

  public CheckMailHandler(Pages pages) {
    this.pages = pages;
  }

  public Future<Reply> show(Request request) {
    return RequestedMail.of(request)
        .map(mail -> pages.reply(request, page(mail)
            .formKey(request.visitorToken())
            .notice(Notice.of(request, EnumSet.of(Notice.MAIL_ASKED_AGAIN)))))
        .orElseGet(() -> Reply.seeOther(Paths.LOGIN).now());
  }

  private static Page page(RequestedMail mail) {
    return Page.of("check-mail")
        .with("what", Text.of("check-mail." + mail.kind().id()).with("email", mail.address()))
        .with("form", form(mail.kind()))
        .with("email", mail.address())
        .with("name", mail.name());
  }

  /** The page with the form that requested it; none for a link that takes the password. */
  private static String form(RequestedMail.Kind kind) {
    return switch (kind) {
      case RESET -> Paths.FORGOT;
      case SIGN_UP -> Paths.SIGN_UP;
      case BROWSER -> "";
    };
  }
}
