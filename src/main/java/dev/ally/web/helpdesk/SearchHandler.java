package dev.ally.web.helpdesk;

import dev.ally.bus.Bus;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.FindAccounts.Found;
import dev.ally.contract.account.FindAccounts;
import dev.ally.contract.account.OpenHelpDesk;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.Page;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import dev.ally.web.page.TypedProof;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;

/** {@code /admin}: finds accounts, and asks the operator for a code where the last one is too old. */
public final class SearchHandler {
  private final Bus bus;
  private final Mint mint;
  private final Sessions sessions;
  private final Pages pages;
  private final PageForm codeForm;

  public SearchHandler(Bus bus, Mint mint, Sessions sessions, Pages pages) {
    this.bus = bus;
    this.mint = mint;
    this.sessions = sessions;
    this.pages = pages;
    this.codeForm = PageForm.ofSession(pages, Field.TOTP, this::codePage);
  }

  public Future<Reply> show(Request request) {
    String search = request.query().text(Field.SEARCH);
    FindAccounts question =
        new FindAccounts(request.secret(Cookie.SESSION), search, DeskPaths.after(request));
    // After a new login, or a change of the language, where a code had been refused.
    Optional<LocalPath> next = request.query().find(Field.NEXT).map(DeskPaths::next);
    return FindAccounts.OPERATION.ask(bus, question).compose(answer -> switch (answer.access()) {
      case CLOSED -> throw new Refused(Refusal.NOT_FOUND);
      case CODE_NEEDED -> pages.reply(request, CodePage.of(
          answer.operator().orElseThrow(NoSession::new), request, answer.codeDigits(),
          next.map(LocalPath::text).orElseGet(() -> DeskPaths.search(search, question.after()))));
      case OPEN -> next.isPresent()
          ? Reply.seeOther(next.get()).now()
          : pages.reply(request, page(request, search, answer));
    });
  }

  private static Page page(Request request, String search, FindAccounts.Answer answer) {
    return Page.of("desk").of(answer.operator().orElseThrow(NoSession::new), request)
        .with(Field.SEARCH.id(), search)
        .with("searched", !search.isBlank())
        .with("found", answer.accounts().stream().map(SearchHandler::shown).toList())
        .with("more", answer.next().map(next -> DeskPaths.search(search, answer.next())));
  }

  private static Map<String, Object> shown(Found account) {
    return Map.of(
        "address", DeskPaths.account(account.id()), "id", account.id(), "email", account.email(),
        "name", account.name(), "locked", account.locked());
  }

  /** The code. */
  public Future<Reply> submit(Request request) {
    TypedProof proof = new TypedProof(request.form().text(Field.TOTP), false);
    OpenHelpDesk question = new OpenHelpDesk(
        mint.operationId(), request.secret(Cookie.SESSION), proof.code(), request.requestInfo());
    return OpenHelpDesk.OPERATION.ask(bus, question).compose(answer -> answer.outcome() instanceof CodeRefusal why
        ? codeForm.refused(request, proof, why, answer.retryAfter())
        : switch ((OpenHelpDesk.Outcome) answer.outcome()) {
          case CLOSED -> throw new Refused(Refusal.NOT_FOUND);
          case OPENED -> Reply.seeOther(DeskPaths.next(request.form().text(Field.NEXT))).now();
        });
  }

  private Future<Page> codePage(Request request) {
    return sessions.security(request).map(security -> CodePage.of(
        security.person(), request, security.codeDigits(), DeskPaths.next(request.form().text(Field.NEXT)).text()));
  }
}
