package dev.ally.web.home;

import dev.ally.bus.Bus;
import dev.ally.contract.account.ChangeName;
import dev.ally.contract.account.Person;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.NameProblem;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;

/** {@code /settings/profile}: what the account says of its owner, and another name. {@code /settings} leads here. */
public final class ProfileHandler {
  public static final String PATH = "/settings/profile";

  private final Bus bus;
  private final Sessions sessions;
  private final Pages pages;
  private final Catalogue texts;
  private final boolean mail;

  /** @param mail whether mails leave, so that the email can be changed */
  public ProfileHandler(Bus bus, Sessions sessions, Pages pages, Catalogue texts, boolean mail) {
    this.bus = bus;
    this.sessions = sessions;
    this.pages = pages;
    this.texts = texts;
    this.mail = mail;
  }

  public Future<Reply> lead(Request request) {
    return Reply.seeOther(PATH).now();
  }

  public Future<Reply> show(Request request) {
    return page(request, person -> fresh(request, person, person.name())
        .notice(Notice.of(request, EnumSet.of(
            Notice.NAME_CHANGED, Notice.EMAIL_CHANGE_ASKED, Notice.EMAIL_CHANGE_ASKED_LATER, Notice.EMAIL_CHANGED))));
  }

  public Future<Reply> submit(Request request) {
    String typed = request.form().text(Field.NAME);
    ChangeName question = new ChangeName(request.secret(Cookie.SESSION), typed, request.requestInfo());
    return ChangeName.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case NO_SESSION -> logInFirst();
      case CHANGED -> Notice.NAME_CHANGED.on(Reply.seeOther(PATH)).now();
      case REFUSED -> page(request, person -> fresh(request, person, typed).refused(
          422, List.of(new Problem(Field.NAME.id(), NameProblem.words(texts, answer.problem().orElseThrow())))));
    });
  }

  private Future<Reply> page(Request request, Function<Person, Page> page) {
    return sessions.personOf(request).compose(person -> person
        .map(who -> pages.reply(request, page.apply(who)))
        .orElseGet(ProfileHandler::logInFirst));
  }

  private Page fresh(Request request, Person person, String name) {
    return Page.of("profile")
        .of(person)
        .formKey(request.secret(Cookie.SESSION))
        .with("atProfile", true)
        .with("mail", mail)
        .with("name", name);
  }

  private static Future<Reply> logInFirst() {
    return Reply.logInFirst(new LocalPath(PATH)).now();
  }
}
