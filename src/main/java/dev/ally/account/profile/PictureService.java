package dev.ally.account.profile;

import dev.ally.account.session.SessionService;
import dev.ally.contract.account.ChangePicture.Answer;
import dev.ally.contract.account.ChangePicture.Outcome;
import dev.ally.contract.account.ChangePicture;
import dev.ally.contract.account.FindPicture;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.util.Optional;

/** Keeps people's pictures. {@code web} decodes and draws them; here they are bytes of a bounded size. */
public final class PictureService {
  /** The first bytes of a JPEG. */
  private static final int START_OF_IMAGE = 0xffd8;

  private final SessionService sessions;
  private final PgPictureStore store;
  private final Clock clock;

  public PictureService(SessionService sessions, PgPictureStore store, Clock clock) {
    this.sessions = sessions;
    this.store = store;
    this.clock = clock;
  }

  public Future<Answer> change(ChangePicture question) {
    return sessions.change(question.session(), question.operationId(), new Answer(Outcome.NO_SESSION), session -> {
      if (question.picture().length() == 0) {
        return store.remove(session.person().accountId()).map(new Answer(Outcome.CHANGED));
      }
      return isPicture(question.picture())
          ? store.put(session.person().accountId(), question.operationId(), question.picture(), clock.instant())
              .map(new Answer(Outcome.CHANGED))
          : Future.succeededFuture(new Answer(Outcome.REFUSED));
    });
  }

  private static boolean isPicture(Buffer picture) {
    return picture.length() > Short.BYTES && picture.length() <= ChangePicture.MOST_BYTES
        && picture.getUnsignedShort(0) == START_OF_IMAGE;
  }

  public Future<FindPicture.Answer> find(FindPicture question) {
    return sessions.within(
        question.session(), new FindPicture.Answer(Optional.empty(), Buffer.buffer()), session ->
            store.find(session.person().accountId())
                .map(picture -> new FindPicture.Answer(Optional.of(session.person()), picture)));
  }
}
