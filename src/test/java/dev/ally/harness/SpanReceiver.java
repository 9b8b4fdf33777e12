package dev.ally.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A collector of OpenTelemetry on this machine: takes spans by OTLP over HTTP, in the binary form of protobuf. */
public final class SpanReceiver implements AutoCloseable {
  /** Numbers of fields in {@code trace.proto} and {@code common.proto} of OTLP 1. */
  private static final int RESOURCE_SPANS = 1;
  private static final int SCOPE_SPANS = 2;
  private static final int SPANS = 2;
  private static final int TRACE_ID = 1;
  private static final int SPAN_ID = 2;
  private static final int PARENT_ID = 4;
  private static final int NAME = 5;
  private static final int ATTRIBUTES = 9;
  private static final int KEY = 1;
  private static final int VALUE = 2;
  private static final int TEXT = 1;

  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream raw = new ByteArrayOutputStream();

  /** @param parent empty: the first of its trace */
  public record Span(String trace, String id, String parent, String name, Map<String, String> attributes) {
    /** The attribute; empty if it has none. */
    public String of(String attribute) {
      return attributes.getOrDefault(attribute, "");
    }
  }

  public SpanReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  /** For {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** All that has come so far. */
  public List<Span> spans() {
    return List.copyOf(spans);
  }

  /** The same as it came, each byte a character. */
  public synchronized String raw() {
    return raw.toString(StandardCharsets.ISO_8859_1);
  }

  /** A statement that contains this, under a question to that address, under a request. */
  public Optional<Span> statement(String method, String path, String address, String contained) {
    List<Span> all = spans();
    return all.stream()
        .filter(span -> span.of("db.query.text").contains(contained))
        .filter(span -> above(all, span).stream()
            .anyMatch(one -> one.of("messaging.destination.name").startsWith(address)))
        .filter(span -> above(all, span).stream().anyMatch(one -> one.parent().isEmpty()
            && one.of("url.path").equals(path) && one.of("http.request.method").equals(method)))
        .findFirst();
  }

  private static List<Span> above(List<Span> all, Span span) {
    Optional<Span> parent = all.stream()
        .filter(one -> one.trace().equals(span.trace()) && one.id().equals(span.parent())).findFirst();
    return parent.isEmpty()
        ? List.of()
        : Stream.concat(parent.stream(), above(all, parent.get()).stream()).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    synchronized (this) {
      raw.write(body);
    }
    for (ByteBuffer resource : messages(ByteBuffer.wrap(body), RESOURCE_SPANS)) {
      for (ByteBuffer scope : messages(resource, SCOPE_SPANS)) {
        messages(scope, SPANS).forEach(span -> spans.add(span(span)));
      }
    }
    exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private static Span span(ByteBuffer span) {
    Map<String, String> attributes = new HashMap<>();
    for (ByteBuffer attribute : messages(span, ATTRIBUTES)) {
      attributes.put(text(attribute, KEY), messages(attribute, VALUE).stream()
          .map(value -> text(value, TEXT)).findFirst().orElse(""));
    }
    return new Span(hex(span, TRACE_ID), hex(span, SPAN_ID), hex(span, PARENT_ID), text(span, NAME), attributes);
  }

  private static String text(ByteBuffer message, int field) {
    return messages(message, field).stream()
        .map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString()).findFirst().orElse("");
  }

  private static String hex(ByteBuffer message, int field) {
    return messages(message, field).stream().map(bytes -> {
      byte[] id = new byte[bytes.remaining()];
      bytes.get(id);
      return HexFormat.of().formatHex(id);
    }).findFirst().orElse("");
  }

  /** The values of a field whose length is written before them. */
  private static List<ByteBuffer> messages(ByteBuffer message, int field) {
    ByteBuffer in = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    List<ByteBuffer> found = new ArrayList<>();
    while (in.hasRemaining()) {
      long tag = varint(in);
      switch ((int) (tag & 7)) {
        case 0 -> varint(in);
        case 1 -> in.position(in.position() + Long.BYTES);
        case 2 -> {
          int length = (int) varint(in);
          if (tag >>> 3 == field) {
            found.add(in.slice(in.position(), length));
          }
          in.position(in.position() + length);
        }
        case 5 -> in.position(in.position() + Integer.BYTES);
        default -> throw new IllegalArgumentException("wire type " + (tag & 7));
      }
    }
    return found;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
