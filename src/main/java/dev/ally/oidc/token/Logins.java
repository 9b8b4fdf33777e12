package dev.ally.oidc.token;

import dev.ally.bus.Bus;
import dev.ally.contract.account.FindLogin;
import dev.ally.contract.account.FindLogin.Login;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import java.util.Optional;

/** Who is logged in at a browser. */
public record Logins(Bus bus) {
  /** The login of the session that a voucher stands for; empty: there is none, or no voucher. */
  public Future<Optional<Login>> find(Secret voucher) {
    return voucher.isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : FindLogin.OPERATION.ask(bus, new FindLogin(voucher)).map(FindLogin.Answer::login);
  }
}
