package dev.ally.web.home;

import dev.ally.bus.Bus;
import dev.ally.contract.account.ChangeName;
import dev.ally.contract.account.Person;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.NameProblem;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;
import java.util.EnumSet;

/** {@code /settings/profile}: the account's name and email address, and a form for another name. */
public final class ProfileHandler {
  private final Bus bus;
  private final Sessions sessions;
  private final PageForm form;

  /** @param mail whether mail is configured, so that the email address can be changed */
  public ProfileHandler(Bus bus, Sessions sessions, Pages pages, WaitingEmail waiting, boolean mail) {
    this.bus = bus;
    this.sessions = sessions;
    this.form = PageForm.ofSession(pages, Field.NAME, request -> sessions.personOf(request)
        .map(person -> page(request, person.orElseThrow(NoSession::new)).with("mail", mail))
        .compose(page -> mail
            ? waiting.of(request).map(one -> page.with("waiting", one.map(waiting::said)))
            : Future.succeededFuture(page)));
  }

  public PageForm form() {
    return form;
  }

  /** From {@code /settings}. */
  public Future<Reply> lead(Request request) {
    return Reply.seeOther(Paths.PROFILE).now();
  }

  public Future<Reply> show(Request request) {
    return form.show(request, page -> page.notice(Notice.of(request, EnumSet.of(
        Notice.NAME_CHANGED, Notice.NOTHING_CHANGED, Notice.EMAIL_CHANGE_ASKED, Notice.EMAIL_CHANGE_ASKED_LATER,
        Notice.EMAIL_CHANGE_CANCELLED, Notice.EMAIL_CHANGED, Notice.PICTURE_CHANGED, Notice.PICTURE_REMOVED))));
  }

  public Future<Reply> submit(Request request) {
    ChangeName question = new ChangeName(
        request.secret(Cookie.SESSION), request.form().text(Field.NAME), request.requestInfo());
    return sessions.personOf(request).compose(before ->
        ChangeName.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
          case NO_SESSION -> throw new NoSession();
          case CHANGED -> sessions.personOf(request).map(after ->
              (after.equals(before) ? Notice.NOTHING_CHANGED : Notice.NAME_CHANGED).on(Reply.seeOther(Paths.PROFILE)));
          case REFUSED -> form.refused(request, NameProblem.words(answer.problem().orElseThrow()));
        }));
  }

  private static Page page(Request request, Person person) {
    return Page.of("profile")
        .of(person, request)
        .with("atProfile", true)
        .with("name", request.fields().find(Field.NAME).orElse(person.name()));
  }
}
