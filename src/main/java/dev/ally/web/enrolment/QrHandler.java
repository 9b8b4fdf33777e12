package dev.ally.web.enrolment;

import dev.ally.bus.Bus;
import dev.ally.contract.PendingKey;
import dev.ally.contract.account.FindEnrolment;
import dev.ally.contract.account.FindEnrolment.Link;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * {@code /settings/security/link/qr.png}: the pending key as a QR code that is not cached. The address has the id of
 * the key, so the picture always shows the same key as the page.
 */
public final class QrHandler {
  private final Vertx vertx;
  private final Bus bus;

  public QrHandler(Vertx vertx, Bus bus) {
    this.vertx = vertx;
    this.bus = bus;
  }

  /**
   * Draws a picture that is not used, so that the first visitor does not wait until the classes are loaded. Blocking.
   */
  public static void warm() {
    QrPicture.png(Paths.QR);
  }

  static String address(PendingKey pending) {
    return Paths.QR + "?" + Field.KEY.id() + "=" + pending.id();
  }

  public Future<Reply> show(Request request) {
    Optional<String> wanted = request.query().find(Field.KEY);
    return FindEnrolment.OPERATION.ask(bus, new FindEnrolment(request.secret(Cookie.SESSION))).compose(answer -> {
      if (answer.person().isEmpty()) {
        throw new NoSession();
      }
      Link link = answer.link()
          .filter(shown -> wanted.equals(Optional.of(shown.pending().id().toString())))
          .orElseThrow(() -> new Refused(Refusal.NOT_FOUND));
      return vertx.executeBlocking(() -> QrPicture.png(EnrolmentView.keyUri(link)), false)
          .map(png -> Reply.of(200, "image/png", Buffer.buffer(png)));
    });
  }
}
