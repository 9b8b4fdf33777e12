package dev.ally.bus.cluster;

import dev.ally.bus.Failed;
import dev.ally.bus.InProgress;
import dev.ally.bus.TooMany;
import dev.ally.bus.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** The content of a sealed answer: the answer, or the kind of failure. */
final class AnswerFrame {
  private static final byte ANSWERED = 0;
  private static final byte UNAVAILABLE = 1;
  private static final byte FAILED = 2;
  /** An older node reads it as FAILED. */
  private static final byte TOO_MANY = 3;
  /** An older node is not told. */
  private static final byte IN_PROGRESS = 4;

  private AnswerFrame() {}

  static byte[] of(JsonObject answer) {
    return Buffer.buffer().appendByte(ANSWERED).appendBuffer(answer.toBuffer()).getBytes();
  }

  static byte[] of(Throwable failure) {
    if (failure instanceof Unavailable unavailable) {
      return of(UNAVAILABLE, unavailable.retryAfter());
    }
    if (failure instanceof TooMany tooMany) {
      return of(TOO_MANY, tooMany.retryAfter());
    }
    return new byte[] {failure instanceof InProgress ? IN_PROGRESS : FAILED};
  }

  private static byte[] of(byte kind, Duration retryAfter) {
    return Buffer.buffer().appendByte(kind).appendLong(retryAfter.toMillis()).getBytes();
  }

  static Future<JsonObject> read(byte[] frame, String address) {
    Buffer bytes = Buffer.buffer(frame);
    return switch (bytes.getByte(0)) {
      case ANSWERED -> Future.succeededFuture(new JsonObject(bytes.slice(1, bytes.length())));
      case UNAVAILABLE -> Future.failedFuture(
          new Unavailable(address + " is unavailable", Duration.ofMillis(bytes.getLong(1))));
      case TOO_MANY -> Future.failedFuture(new TooMany(Duration.ofMillis(bytes.getLong(1))));
      case IN_PROGRESS -> Future.failedFuture(new InProgress());
      default -> Future.failedFuture(new Failed(address));
    };
  }
}
