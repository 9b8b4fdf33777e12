package dev.ally.account.application;

import dev.ally.account.application.PgStandingStore.Found;
import dev.ally.account.session.Reauthentication;
import dev.ally.account.session.SessionService;
import dev.ally.bus.Bus;
import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.FindLogin;
import dev.ally.contract.account.FindStanding;
import dev.ally.contract.account.ListEndings;
import dev.ally.contract.account.NoteApplication;
import dev.ally.contract.account.VouchForSession;
import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.crypto.Keyring;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/** Answers {@code oidc}, which logs people in to applications: whose a session is, what stands, and what has ended. */
public final class StandingService {
  private final SessionService sessions;
  private final PgStandingStore standings;
  private final PgEndingStore endings;
  private final PgApplicationNoteStore notes;
  private final Vouchers vouchers;
  private final Bus bus;
  private final Clock clock;

  public StandingService(
      SessionService sessions, PgStandingStore standings, PgEndingStore endings, PgApplicationNoteStore notes,
      Keyring keyring, SecureRandom random, Bus bus, Clock clock) {
    this.sessions = sessions;
    this.standings = standings;
    this.endings = endings;
    this.notes = notes;
    this.vouchers = new Vouchers(keyring, random, clock);
    this.bus = bus;
    this.clock = clock;
  }

  public Future<VouchForSession.Answer> vouch(VouchForSession question) {
    return sessions.within(question.session(), new VouchForSession.Answer(Optional.empty()), session ->
        Future.succeededFuture(new VouchForSession.Answer(Optional.of(vouchers.make(session.id())))));
  }

  public Future<FindLogin.Answer> login(FindLogin question) {
    return vouchers.open(question.voucher())
        .map(sessionId -> standings.login(sessionId, clock.instant()).compose(StandingService::unlessChanging))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()))
        .map(FindLogin.Answer::new);
  }

  /** Where no session is asked about, an account that needs a second factor and has none does not stand. */
  public Future<FindStanding.Answer> standing(FindStanding question) {
    return standings.standing(question.accountId(), question.sid(), question.used(), clock.instant())
        .compose(found -> question.sid().isEmpty() && found.filter(Found::withoutFactor).isPresent()
            ? unlessWithoutFactor(question.accountId(), found)
            : Future.succeededFuture(found))
        .compose(StandingService::unlessChanging)
        .map(FindStanding.Answer::new);
  }

  /** An account whose second factor is older than the note of it in its row is known to {@code totp} alone. */
  private <T> Future<Optional<T>> unlessWithoutFactor(UUID accountId, Optional<T> found) {
    return FindAuthenticators.OPERATION.ask(bus, new FindAuthenticators(accountId))
        .map(all -> found.filter(any -> all.enrolled()));
  }

  /** A switch of two-factor takes a moment; nobody must be logged out for it. */
  private static <T> Future<Optional<T>> unlessChanging(Optional<Found<T>> found) {
    return found.isPresent() && found.get().changing()
        ? Future.failedFuture(Reauthentication.changing())
        : Future.succeededFuture(found.map(Found::what));
  }

  public Future<ListEndings.Answer> endings(ListEndings question) {
    return endings.list(question.after()).map(ListEndings.Answer::new);
  }

  public Future<NoteApplication.Answer> note(NoteApplication question) {
    ActivityKind kind = switch (question.event()) {
      case LOGGED_IN -> ActivityKind.APPLICATION_LOGIN;
      case TAKEN_BACK -> ActivityKind.APPLICATION_TAKEN_BACK;
      case TOKEN_REUSED -> ActivityKind.TOKEN_REUSED;
    };
    return notes.note(question, kind, clock.instant()).map(new NoteApplication.Answer());
  }
}
