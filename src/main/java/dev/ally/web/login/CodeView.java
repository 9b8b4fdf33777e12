package dev.ally.web.login;

import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.Details;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The page "Enter your code". */
final class CodeView {
  private final Pages pages;
  private final Catalogue texts;
  private final Details details;

  CodeView(Pages pages, Catalogue texts, Clock clock) {
    this.pages = pages;
    this.texts = texts;
    this.details = new Details(texts, clock);
  }

  /** @param undoAt when an undo of two-factor acts that waits; likewise below */
  Future<Reply> fresh(Request request, Optional<Instant> undoAt) {
    return pages.replyAlike(request, page(request, undoAt));
  }

  Future<Reply> tooOld(Request request, Optional<Instant> undoAt, Problem problem) {
    return refused(request, undoAt, 403, problem);
  }

  Future<Reply> refused(Request request, Optional<Instant> undoAt, int status, Problem problem) {
    return pages.reply(request, page(request, undoAt).refused(status, List.of(problem)));
  }

  private Page page(Request request, Optional<Instant> undoAt) {
    LocalPath next = LocalPath.wantedBy(request);
    return Page.of("code")
        .with("undo", undoAt.map(at -> texts.say("code.undo", details.dayAndHour(at))).orElse(""))
        .formKey(request.secret(Cookie.PENDING))
        .with("next", next.text())
        .with("login", next.after("/login").text());
  }
}
