package dev.ally.web;

import dev.ally.bus.Unavailable;
import dev.ally.config.Limit;
import dev.ally.web.exchange.FormFields;
import dev.ally.web.exchange.Multipart;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads forms with a file, a few at a time, so that their memory is bounded. */
final class Uploads {
  private static final int AT_ONCE = 8;

  private final Body body = new Body(Limit.PICTURE_SIZE_BYTES.count() + Limit.BODY_SIZE_BYTES.count());
  private final AtomicInteger reading = new AtomicInteger();

  /** Whether the request says that it holds a form with files. */
  static boolean isUpload(HttpServerRequest request) {
    return contentType(request).strip().toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
  }

  private static String contentType(HttpServerRequest request) {
    return Optional.ofNullable(request.getHeader("Content-Type")).orElse("");
  }

  /** Must be called before any part of the body can be missed, as {@link Body#of}. */
  Future<FormFields> of(HttpServerRequest request) {
    Optional<String> boundary = Multipart.boundary(contentType(request));
    if (boundary.isEmpty()) {
      return Future.failedFuture(new Refused(Refusal.MALFORMED));
    }
    if (reading.incrementAndGet() > AT_ONCE) {
      reading.decrementAndGet();
      return Future.failedFuture(new Unavailable("too many uploads at once", Duration.ofSeconds(5)));
    }
    return body.ofAnyType(request)
        .onComplete(read -> reading.decrementAndGet())
        .map(Buffer::getBytes)
        .map(read -> FormFields.ofParts(Multipart.parse(read, boundary.get())));
  }
}
