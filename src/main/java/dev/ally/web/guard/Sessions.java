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

  /** Empty when there is no session, or it has ended. Without the cookie, {@code account} is not asked. */
  public Future<Optional<Person>> personOf(Request request) {
    return request.find(Cookie.SESSION)
        .map(session -> FindSession.OPERATION.ask(bus, new FindSession(session)).map(FindSession.Answer::person))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  /** A voucher for {@code oidc}, which never sees the session's token; empty when there is no session. */
  public Future<Secret> voucher(Request request) {
    return request.find(Cookie.SESSION)
        .map(session -> VouchForSession.OPERATION.ask(bus, new VouchForSession(session))
            .map(answer -> answer.voucher().orElseGet(Secret::empty)))
        .orElseGet(() -> Future.succeededFuture(Secret.empty()));
  }

  /** The security settings of the session's account; fails with {@link NoSession} when the session has ended. */
  public Future<Security> security(Request request) {
    return ShowSecurity.OPERATION.ask(bus, new ShowSecurity(request.secret(Cookie.SESSION)))
        .map(answer -> answer.security().orElseThrow(NoSession::new));
  }
}
