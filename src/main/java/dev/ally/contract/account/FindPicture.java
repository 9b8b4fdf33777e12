package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** The picture of the person whose session this is. */
public record FindPicture(Secret session) {
  /**
   * @param person empty when there is no such session
   * @param picture a JPEG; empty when the person has none
   */
  public record Answer(Optional<Person> person, Buffer picture) {}

  public static final BusOperation<FindPicture, Answer> OPERATION =
      BusOperation.of("account.picture.find.v1", Hop.WEB_TO_ACCOUNT, FindPicture.class, Answer.class);
}
