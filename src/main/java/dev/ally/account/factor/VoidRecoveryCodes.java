package dev.ally.account.factor;

import dev.ally.account.factor.FactorSwitch.Made;
import dev.ally.account.factor.PgIntentStore.Kind;
import dev.ally.bus.Bus;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.totp.ReplaceVoidRecoveryCodes;
import dev.ally.contract.totp.ReplaceVoidRecoveryCodes.Outcome;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives new recovery codes to people whose earlier ones a restore has made void, as they log in with a code. */
public final class VoidRecoveryCodes {
  private static final Logger LOG = LoggerFactory.getLogger(VoidRecoveryCodes.class);

  private final FactorSwitch factorSwitch;
  private final Bus bus;

  public VoidRecoveryCodes(FactorSwitch factorSwitch, Bus bus) {
    this.factorSwitch = factorSwitch;
    this.bus = bus;
  }

  /**
   * Replaces them, notes it in the activity and writes the notification. A failure ends no login: the next one tries
   * again.
   *
   * @param operationId of this alone
   * @param sessionId the session that is shown the new ones
   * @param requestInfo who logs in
   * @return whether they were replaced
   */
  public Future<Boolean> replace(UUID operationId, UUID accountId, UUID sessionId, RequestInfo requestInfo) {
    return factorSwitch
        .make(operationId, accountId, Kind.RECOVERY_CODES_REPLACED, Optional.of(sessionId), requestInfo,
            operation -> ReplaceVoidRecoveryCodes.OPERATION.ask(
                bus, new ReplaceVoidRecoveryCodes(operation, accountId, sessionId)),
            answer -> Made.when(answer.outcome() == Outcome.REPLACED))
        .map(answer -> answer.map(ReplaceVoidRecoveryCodes.Answer::outcome).orElse(Outcome.REPLACED)
            == Outcome.REPLACED)
        .otherwise(failure -> {
          LOG.debug("void recovery codes were not replaced", failure);
          return false;
        });
  }
}
