package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.UUID;

/** Gives an authenticator of the person whose session asks another name. It opens nothing, so no code is asked for. */
public record NameAuthenticator(Secret session, UUID authenticatorId, String name) {
  public enum Outcome {
    NO_SESSION,
    NAMED,
    /** The name is too long, or has characters that cannot be shown. */
    REFUSED,
    /** The account has no such authenticator. */
    NOT_THERE
  }

  public record Answer(@Fallback("NO_SESSION") Outcome outcome) {}

  public static final BusOperation<NameAuthenticator, Answer> OPERATION =
      BusOperation.of("account.authenticator.name.v1", Hop.WEB_TO_ACCOUNT, NameAuthenticator.class, Answer.class);
}
