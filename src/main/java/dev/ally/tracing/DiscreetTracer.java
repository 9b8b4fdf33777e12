package dev.ally.tracing;

import io.vertx.core.Context;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * Lets no more than a few known attributes into spans: no query string, no header, no address of a client, no parameter
 * of a statement, no message of a failure.
 *
 * <p>The id of a trace travels over the bus, and nowhere else: clients cannot choose it, and others are not told it.
 * Probes of the management port are no traces.
 */
record DiscreetTracer<I, O>(VertxTracer<I, O> inner) implements VertxTracer<I, O> {
  private static final Set<String> SHOWN = Set.of(
      "http.request.method", "http.response.status_code", "url.path",
      "messaging.system", "messaging.operation.name", "messaging.destination.name",
      "db.system", "db.namespace", "db.query.text");
  private static final int LONGEST_PATH = 256;

  static <I, O> DiscreetTracer<I, O> of(VertxTracer<I, O> inner) {
    return new DiscreetTracer<>(inner);
  }

  @Override
  public <R> I receiveRequest(
      Context context, SpanKind kind, TracingPolicy policy, R request, String operation,
      Iterable<Map.Entry<String, String>> headers, TagExtractor<R> tags) {
    if (request instanceof HttpServerRequest asked && isProbe(asked.path())) {
      return null;
    }
    return inner.receiveRequest(
        context, kind, policy, request, operation, request instanceof Message ? headers : List.of(), shown(tags));
  }

  private static boolean isProbe(String path) {
    return path != null && (path.startsWith("/health/") || path.equals("/metrics"));
  }

  @Override
  public <R> void sendResponse(Context context, R response, I span, Throwable failure, TagExtractor<R> tags) {
    inner.sendResponse(context, response, span, NamedFailure.of(failure), shown(tags));
  }

  @Override
  public <R> O sendRequest(
      Context context, SpanKind kind, TracingPolicy policy, R request, String operation,
      BiConsumer<String, String> headers, TagExtractor<R> tags) {
    return inner.sendRequest(
        context, kind, policy, request, operation,
        request instanceof Message ? headers : (name, value) -> {}, shown(tags));
  }

  @Override
  public <R> void receiveResponse(Context context, R response, O span, Throwable failure, TagExtractor<R> tags) {
    inner.receiveResponse(context, response, span, NamedFailure.of(failure), shown(tags));
  }

  @Override
  public void close() {
    inner.close();
  }

  private static <R> TagExtractor<R> shown(TagExtractor<R> all) {
    return new TagExtractor<>() {
      @Override
      public int len(R of) {
        return (int) places(of).count();
      }

      @Override
      public String name(R of, int index) {
        return all.name(of, place(of, index));
      }

      @Override
      public String value(R of, int index) {
        String value = all.value(of, place(of, index));
        return value != null && value.length() > LONGEST_PATH && name(of, index).equals("url.path")
            ? value.substring(0, LONGEST_PATH)
            : value;
      }

      private int place(R of, int index) {
        return places(of).skip(index).findFirst().orElseThrow();
      }

      private IntStream places(R of) {
        return IntStream.range(0, all.len(of)).filter(place -> SHOWN.contains(all.name(of, place)));
      }
    };
  }

  /** A failure by its class alone: messages of PostgreSQL can have values of rows. */
  private static final class NamedFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private NamedFailure(String message) {
      super(message, null, false, false);
    }

    static NamedFailure of(Throwable failure) {
      return failure == null ? null : new NamedFailure(failure.getClass().getSimpleName());
    }
  }
}
