package dev.ally.contract.cluster;

import dev.ally.contract.Failed;
import dev.ally.contract.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** What is inside the seal of an answer: the answer, or the kind of its failure. */
final class Parcel {
  private static final byte ANSWERED = 0;
  private static final byte UNAVAILABLE = 1;
  private static final byte FAILED = 2;

  private Parcel() {}

  static byte[] of(JsonObject answer) {
    return Buffer.buffer().appendByte(ANSWERED).appendBuffer(answer.toBuffer()).getBytes();
  }

  static byte[] of(Throwable failure) {
    return failure instanceof Unavailable unavailable
        ? Buffer.buffer().appendByte(UNAVAILABLE).appendLong(unavailable.retryAfter().toMillis()).getBytes()
        : new byte[] {FAILED};
  }

  static Future<JsonObject> read(byte[] parcel, String address) {
    Buffer bytes = Buffer.buffer(parcel);
    return switch (bytes.getByte(0)) {
      case ANSWERED -> Future.succeededFuture(new JsonObject(bytes.slice(1, bytes.length())));
      case UNAVAILABLE -> Future.failedFuture(
          new Unavailable(address + " is unavailable", Duration.ofMillis(bytes.getLong(1))));
      default -> Future.failedFuture(new Failed(address));
    };
  }
}
