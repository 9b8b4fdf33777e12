package dev.ally.web.applications;

import dev.ally.bus.Bus;
import dev.ally.contract.account.Person;
import dev.ally.contract.oidc.EndApplication;
import dev.ally.contract.oidc.ListApplications;
import dev.ally.contract.oidc.ListApplications.Application;
import dev.ally.crypto.Secret;
import dev.ally.language.Text;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.Details;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** {@code /settings/applications}: what the person has let in, and how to take it back. */
public final class ApplicationsHandler {
  private final Bus bus;
  private final Mint mint;
  private final Sessions sessions;
  private final Pages pages;
  private final Details details;

  public ApplicationsHandler(Bus bus, Mint mint, Sessions sessions, Pages pages, Details details) {
    this.bus = bus;
    this.mint = mint;
    this.sessions = sessions;
    this.pages = pages;
    this.details = details;
  }

  public Future<Reply> show(Request request) {
    return sessions.personOf(request)
        .map(person -> person.orElseThrow(NoSession::new))
        .compose(person -> vouched(request, voucher ->
            ListApplications.OPERATION.ask(bus, new ListApplications(voucher))
                .map(answer -> answer.applications().orElseThrow(NoSession::new))
                .compose(applications -> page(request, person, applications))));
  }

  /** An application that has nothing any more is no error: the page shows what is left. */
  public Future<Reply> end(Request request) {
    return vouched(request, voucher -> EndApplication.OPERATION.ask(bus, new EndApplication(
        mint.operationId(), voucher, request.form().text(Field.CLIENT), request.requestInfo())))
        .map(answer -> {
          if (!answer.session()) {
            throw new NoSession();
          }
          return Notice.APPLICATION_ENDED.on(Reply.seeOther(Paths.APPLICATIONS));
        });
  }

  private <T> Future<T> vouched(Request request, Function<Secret, Future<T>> ask) {
    return sessions.voucher(request).compose(voucher -> {
      if (voucher.isEmpty()) {
        throw new NoSession();
      }
      return ask.apply(voucher);
    });
  }

  private Future<Reply> page(Request request, Person person, List<Application> applications) {
    return pages.reply(request, Page.of("applications")
        .of(person, request)
        .notice(Notice.of(request, EnumSet.of(Notice.APPLICATION_ENDED)))
        .with("atApplications", true)
        .with("applications", applications.stream().map(this::shown).toList()));
  }

  private Map<String, Object> shown(Application application) {
    Map<String, Object> shown = new HashMap<>();
    shown.put("id", application.clientId());
    shown.put("name", application.name());
    shown.put("scopes", application.scopes().stream().map(scope -> Text.of("consent.scope." + scope)).toList());
    shown.put("since", details.time(application.since()));
    shown.put("lastUsed", details.time(application.lastUsed()));
    shown.put("label", Text.of("applications.end.label").with("application", application.name()));
    return shown;
  }
}
