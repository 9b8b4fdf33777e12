package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import io.vertx.core.buffer.Buffer;
import java.util.UUID;

/**
 * Changes or removes the picture of the person whose session this is.
 *
 * @param operationId becomes the id of the picture
 * @param picture a JPEG of at most {@value #MOST_BYTES} bytes, which {@code web} has drawn; empty: the picture is removed
 */
public record ChangePicture(UUID operationId, Secret session, Buffer picture) {
  public static final int MOST_BYTES = 64 * 1024;

  public enum Outcome {
    NO_SESSION,
    CHANGED,
    /** It is larger, or no JPEG. */
    REFUSED
  }

  public record Answer(@Fallback("NO_SESSION") Outcome outcome) {}

  public static final BusOperation<ChangePicture, Answer> OPERATION =
      BusOperation.of("account.picture.change.v1", Hop.WEB_TO_ACCOUNT, ChangePicture.class, Answer.class);
}
