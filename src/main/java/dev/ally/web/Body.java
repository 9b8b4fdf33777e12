package dev.ally.web;

import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/** Reads the body of a posted form, up to a limit; bytes beyond it are dropped. */
final class Body {
  private static final String FORM = "application/x-www-form-urlencoded";

  private final int limitBytes;

  Body(int limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Must be called in the request handler, before any part of the body can be missed. */
  Future<Buffer> of(HttpServerRequest request) {
    return isForm(request.getHeader("Content-Type"))
        ? ofAnyType(request)
        : Future.failedFuture(new Refused(Refusal.NOT_A_FORM));
  }

  /** The same; a body without a type must have no bytes. */
  Future<Buffer> ofFormOrNone(HttpServerRequest request) {
    return request.getHeader("Content-Type") != null ? of(request) : ofAnyType(request).compose(body ->
        body.length() == 0 ? Future.succeededFuture(body) : Future.failedFuture(new Refused(Refusal.NOT_A_FORM)));
  }

  /** The same, whatever its type. */
  Future<Buffer> ofAnyType(HttpServerRequest request) {
    if (declaredSizeBytes(request) > limitBytes) {
      return Future.failedFuture(new Refused(Refusal.BODY_TOO_LARGE));
    }
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      request.response().writeContinue();
    }
    return collect(request);
  }

  private Future<Buffer> collect(HttpServerRequest request) {
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    request.handler(part -> {
      if (body.length() + part.length() > limitBytes) {
        whole.tryFail(new Refused(Refusal.BODY_TOO_LARGE));
      } else {
        body.appendBuffer(part);
      }
    });
    request.endHandler(end -> whole.tryComplete(body));
    request.exceptionHandler(broken -> whole.tryFail(new Refused(Refusal.MALFORMED)));
    return whole.future();
  }

  private static boolean isForm(String contentType) {
    return contentType != null && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(FORM);
  }

  private static long declaredSizeBytes(HttpServerRequest request) {
    try {
      return Long.parseLong(request.getHeader("Content-Length"));
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
