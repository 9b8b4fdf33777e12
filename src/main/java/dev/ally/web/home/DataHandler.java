package dev.ally.web.home;

import dev.ally.bus.Bus;
import dev.ally.contract.account.ExportData.Data;
import dev.ally.contract.account.ExportData;
import dev.ally.contract.account.FactorRefusal;
import dev.ally.contract.account.FindPicture;
import dev.ally.contract.account.ShowActivity;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.Page;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import dev.ally.web.page.TypedProof;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * {@code /settings/profile/data}: what is kept about a person, as a JSON file, given the password and, with two-factor
 * on, a code. The pages show each part of it without; the file is all of it at once, for whoever holds the session.
 */
public final class DataHandler {
  private final Vertx vertx;
  private final Bus bus;
  private final Mint mint;
  private final DataFile file;
  private final PageForm form;

  public DataHandler(
      Vertx vertx, Bus bus, Mint mint, Sessions sessions, Pages pages, DataFile file) {
    this.vertx = vertx;
    this.bus = bus;
    this.mint = mint;
    this.file = file;
    this.form = PageForm.ofSession(pages, Field.PASSWORD, request -> sessions.security(request)
        .map(security -> Page.of("data")
            .of(security, request)));
  }

  public Future<Reply> show(Request request) {
    return form.show(request);
  }

  public Future<Reply> submit(Request request) {
    TypedProof proof = TypedProof.of(request.form());
    ExportData question = new ExportData(
        mint.operationId(), request.secret(Cookie.SESSION), request.form().secret(Field.PASSWORD), proof.code(),
        request.requestInfo());
    return ExportData.OPERATION.ask(bus, question, request.gone()).compose(answer ->
        answer.outcome() instanceof FactorRefusal why
        ? form.refused(request, proof, why, answer.retryAfter())
        : switch ((ExportData.Outcome) answer.outcome()) {
          case NO_SESSION -> throw new NoSession();
          case EXPORTED -> file(request, answer.data().orElseThrow());
        });
  }

  private Future<Reply> file(Request request, Data data) {
    DataFile.Activity activity = new DataFile.Activity();
    return read(request.secret(Cookie.SESSION), 0, activity)
        .compose(read -> FindPicture.OPERATION.ask(bus, new FindPicture(request.secret(Cookie.SESSION))))
        .compose(found -> vertx.executeBlocking(() -> file.of(data, found.picture(), activity), false))
        .map(json -> Reply.of(200, "application/json", json)
            .header("Content-Disposition", "attachment; filename=\"account-data.json\""));
  }

  /** Page by page, so that no message and no turn of the event loop grows with it. */
  private Future<Void> read(Secret session, long before, DataFile.Activity into) {
    return ShowActivity.OPERATION.ask(bus, new ShowActivity(session, before)).compose(answer -> {
      ShowActivity.Activity page = answer.activity().orElseThrow(NoSession::new);
      return into.add(page)
          ? read(session, page.events().get(page.events().size() - 1).id(), into)
          : Future.succeededFuture();
    });
  }
}
