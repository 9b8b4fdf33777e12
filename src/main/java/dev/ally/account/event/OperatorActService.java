package dev.ally.account.event;

import dev.ally.contract.account.NoteOperatorAct;
import io.vertx.core.Future;
import java.time.Clock;

/** Notes what an operator did elsewhere. */
public final class OperatorActService {
  private final PgEventStore store;
  private final Clock clock;

  public OperatorActService(PgEventStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  public Future<NoteOperatorAct.Answer> note(NoteOperatorAct question) {
    return store.writeAct(question, clock.instant()).map(new NoteOperatorAct.Answer());
  }
}
