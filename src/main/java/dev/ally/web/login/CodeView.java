package dev.ally.web.login;

import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** The page "Enter your code". */
final class CodeView {
  private final Pages pages;

  CodeView(Pages pages) {
    this.pages = pages;
  }

  Future<Reply> fresh(Request request) {
    return pages.replyAlike(request, page(request));
  }

  Future<Reply> refused(Request request, Problem problem) {
    return refused(request, 422, problem);
  }

  Future<Reply> tooMany(Request request, Problem problem, Duration wait) {
    return refused(request, 429, problem).map(reply -> reply.retryAfter(wait));
  }

  Future<Reply> tooOld(Request request, Problem problem) {
    return refused(request, 403, problem);
  }

  private Future<Reply> refused(Request request, int status, Problem problem) {
    return pages.reply(request, page(request).refused(status, List.of(problem)));
  }

  private Page page(Request request) {
    LocalPath next = LocalPath.wantedBy(request);
    return Page.of("code")
        .formKey(request.secret(Cookie.PENDING))
        .with("next", next.text())
        .with("login", next.after("/login").text());
  }
}
