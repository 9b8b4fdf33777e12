package dev.ally.web.home;

import dev.ally.bus.Bus;
import dev.ally.bus.Unavailable;
import dev.ally.config.Limit;
import dev.ally.contract.account.ChangePicture;
import dev.ally.contract.account.FindPicture;
import dev.ally.contract.account.Person;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.PageForm;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code /settings/profile/picture}: changes and removes the person's picture, and serves it to that person alone. */
public final class PictureHandler {
  /** One picture is decoded at a time, for the sake of its memory; more than a few are not kept waiting. */
  private static final int WAITING = 8;
  private static final String DRAWING = "ally-pictures";
  private static final String POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

  private final WorkerExecutor drawing;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Bus bus;
  private final Mint mint;
  private final Sessions sessions;
  private final PageForm form;

  public PictureHandler(Vertx vertx, Bus bus, Mint mint, Sessions sessions, Pages pages) {
    this.drawing = vertx.createSharedWorkerExecutor(DRAWING, 1);
    this.bus = bus;
    this.mint = mint;
    this.sessions = sessions;
    this.form = PageForm.ofSession(pages, Field.PICTURE, request -> sessions.personOf(request)
        .map(person -> Page.of("picture").of(person.orElseThrow(NoSession::new), request)));
  }

  public Future<Reply> show(Request request) {
    return form.show(request);
  }

  /** The session is looked up first: only people who are signed in have a file decoded. */
  public Future<Reply> submit(Request request) {
    byte[] uploaded = request.form().picture();
    if (uploaded.length == 0) {
      return form.refused(request, Problem.at(Field.PICTURE, "picture.missing"));
    }
    if (uploaded.length > Limit.PICTURE_SIZE_BYTES.count()) {
      throw new Refused(Refusal.BODY_TOO_LARGE);
    }
    return sessions.personOf(request)
        .map(person -> person.orElseThrow(NoSession::new))
        .compose(person -> drawn(uploaded))
        .transform(drawn -> drawn.succeeded()
            ? change(request, drawn.result(), Notice.PICTURE_CHANGED)
            : drawn.cause() instanceof DrawnPicture.Refused refused
                ? form.refused(request, Problem.at(Field.PICTURE, text(refused.problem())))
                : Future.failedFuture(drawn.cause()));
  }

  /** Says so at the field. */
  public Future<Reply> tooLarge(Request request) {
    return form.show(request, page -> page.refused(413, List.of(Problem.at(Field.PICTURE, "picture.too-large"))));
  }

  private Future<Buffer> drawn(byte[] uploaded) {
    if (waiting.incrementAndGet() > WAITING) {
      waiting.decrementAndGet();
      return Future.failedFuture(new Unavailable("too many pictures at once", Duration.ofSeconds(5)));
    }
    return drawing.executeBlocking(() -> Buffer.buffer(DrawnPicture.jpeg(uploaded)), false)
        .onComplete(done -> waiting.decrementAndGet());
  }

  private static String text(DrawnPicture.Problem problem) {
    return switch (problem) {
      case NOT_A_PICTURE -> "picture.not-a-picture";
      case TOO_MANY_PIXELS -> "picture.too-many-pixels";
    };
  }

  public Future<Reply> remove(Request request) {
    return change(request, Buffer.buffer(), Notice.PICTURE_REMOVED);
  }

  private Future<Reply> change(Request request, Buffer picture, Notice done) {
    ChangePicture question = new ChangePicture(mint.operationId(), request.secret(Cookie.SESSION), picture);
    return ChangePicture.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case NO_SESSION -> throw new NoSession();
      case CHANGED -> done.on(Reply.seeOther(Paths.PROFILE)).now();
      case REFUSED -> form.refused(request, Problem.at(Field.PICTURE, "picture.not-a-picture"));
    });
  }

  /** {@code /settings/profile/picture.jpg}. The address has the id of the picture, so an old one is never shown. */
  public Future<Reply> file(Request request) {
    Optional<String> wanted = request.query().find(Field.PICTURE);
    return FindPicture.OPERATION.ask(bus, new FindPicture(request.secret(Cookie.SESSION))).map(answer -> {
      Person person = answer.person().orElseThrow(NoSession::new);
      if (answer.picture().length() == 0 || !person.picture().map(Object::toString).equals(wanted)) {
        throw new Refused(Refusal.NOT_FOUND);
      }
      return Reply.of(200, "image/jpeg", answer.picture()).header("Content-Security-Policy", POLICY);
    });
  }
}
