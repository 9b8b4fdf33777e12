package dev.ally.web.guard;

import dev.ally.bus.Bus;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.Person;
import dev.ally.contract.account.ShowSecurity;
import dev.ally.contract.account.ShowSecurity.Security;
import dev.ally.contract.account.VouchForSession;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Request;
import io.vertx.core.Future;
import java.util.Optional;

/** Asks {@code account} about the session of a request. Nothing is cached: a session may end at any time. */
public final class Sessions {
  private final Bus bus;

  public Sessions(Bus bus) {
    this.bus = bus;
  }

  /** Empty when there is no session, or it has ended, or is held. Without the cookie, {@code account} is not asked. */
  public Future<Optional<Person>> personOf(Request request) {
    return find(request).map(FindSession.Answer::person);
  }

  /** The same, and whether the session is held until a second factor is linked. */
  public Future<FindSession.Answer> find(Request request) {
    return request.find(Cookie.SESSION)
        .map(session -> FindSession.OPERATION.ask(bus, new FindSession(session)))
        .orElseGet(() -> Future.succeededFuture(new FindSession.Answer(Optional.empty())));
  }

  /** A voucher for {@code oidc}, which never sees the session's token; empty when there is no session. */
  public Future<Secret> voucher(Request request) {
    return request.find(Cookie.SESSION)
        .map(session -> VouchForSession.OPERATION.ask(bus, new VouchForSession(session))
            .map(answer -> answer.voucher().orElseGet(Secret::empty)))
        .orElseGet(() -> Future.succeededFuture(Secret.empty()));
  }

  /**
   * The security settings of the session's account; fails with {@link NoSession} when the session has ended or is held.
   */
  public Future<Security> security(Request request) {
    return securityHeldToo(request).map(security -> {
      if (security.held()) {
        throw new NoSession();
      }
      return security;
    });
  }

  /** The same, also for a session that is held: for the page where a second factor is linked. */
  public Future<Security> securityHeldToo(Request request) {
    return ShowSecurity.OPERATION.ask(bus, new ShowSecurity(request.secret(Cookie.SESSION)))
        .map(answer -> answer.security().orElseThrow(NoSession::new));
  }
}
