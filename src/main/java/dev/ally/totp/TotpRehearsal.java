package dev.ally.totp;

import dev.ally.bus.Bus;
import dev.ally.bus.Rounds;
import dev.ally.contract.PendingKey;
import dev.ally.contract.totp.BeginEnrolment;
import dev.ally.contract.totp.ConfirmEnrolment;
import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.Secret;
import dev.ally.totp.rules.TotpKey;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/**
 * Enrols an account that does not exist and verifies its codes, again and again, before anyone is served: so the code is
 * compiled and the statements are prepared.
 */
record TotpRehearsal(Bus bus, Clock clock, SecureRandom random) {
  /** @return when it has been done often enough */
  Future<Void> run() {
    return Rounds.of(this::round);
  }

  private Future<?> round() {
    UUID account = id();
    UUID session = id();
    return BeginEnrolment.OPERATION.ask(bus, new BeginEnrolment(account, session)).compose(pending ->
        ConfirmEnrolment.OPERATION.ask(
            bus, new ConfirmEnrolment(id(), account, session, pending.id(), code(pending, 0)))
            .compose(confirmed -> FindAuthenticators.OPERATION.ask(bus, new FindAuthenticators(account)))
            .compose(found -> VerifyCode.OPERATION.ask(bus, new VerifyCode(id(), account, code(pending, 1))))
            .compose(accepted -> VerifyCode.OPERATION.ask(bus, new VerifyCode(id(), account, code(pending, 1)))));
  }

  /** @param ahead by how many time steps */
  private Secret code(PendingKey pending, int ahead) {
    TotpKey key = TotpKey.ofBase32(pending.key());
    return key.codeAt(key.stepAt(clock.instant()) + ahead);
  }

  private UUID id() {
    return new UUID(random.nextLong(), random.nextLong());
  }
}
