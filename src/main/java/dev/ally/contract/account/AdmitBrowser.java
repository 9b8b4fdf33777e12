package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.UUID;

/** Makes the visitor's browser known to the account whose mailed link this is. It signs nobody in. */
public record AdmitBrowser(UUID operationId, Secret link, RequestInfo requestInfo) {
  public enum Outcome {
    /** Its wrong passwords are counted apart from those of unrecognised browsers, and it may log in. */
    ADMITTED,
    /** The link opens nothing any more. */
    EXPIRED
  }

  public record Answer(@Fallback("EXPIRED") Outcome outcome) {}

  public static final BusOperation<AdmitBrowser, Answer> OPERATION =
      BusOperation.of("account.browser.admit.v1", Hop.WEB_TO_ACCOUNT, AdmitBrowser.class, Answer.class);
}
