package dev.ally.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.ally.bus.Codec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages of earlier versions, as they were recorded then, read by the code of now: two versions run side by side. */
class MessagesTest {
  private static final Path SAMPLES = Path.of("src/test/resources/messages");
  /** JSON Web Tokens, JSON objects and the operator's file are longer than what people type. */
  private static final Map<String, Integer> LONG_TEXTS = Map.of(
      "idTokenHint", 9_500, "assertion", 9_500, "accessToken", 9_500, "refreshToken", 9_500, "token", 9_500,
      "claims", 9_500, "file", 4_100_000);
  private static final Map<String, Operations.Declared> OPERATIONS = Operations.all();

  static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.walk(SAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  static List<Operations.Declared> operations() {
    return List.copyOf(OPERATIONS.values());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aRecordedMessageIsReadWithAllItsFields(Path file) throws IOException {
    String name = file.getFileName().toString();
    boolean isQuestion = name.endsWith(".question.json");
    Operations.Declared declared = OPERATIONS.get(name.replaceFirst("\\.(question|answer)\\.json$", ""));
    assertThat(declared).as("an operation that nodes of that version still use").isNotNull();
    JsonObject recorded = new JsonObject(Files.readString(file));
    JsonObject later = recorded.copy().put("of a later version", 1);
    JsonObject written = isQuestion
        ? readAndWrite(declared.operation().question(), later)
        : readAndWrite(declared.operation().answer(), later);
    assertThat(lost(recorded, new JsonObject(written.encode()))).as("fields that were not read").isEmpty();
  }

  /** What the one has and the other has not, at any depth; what the other has more is of a later version. */
  private static List<String> lost(JsonObject recorded, JsonObject written) {
    return recorded.fieldNames().stream()
        .filter(field -> recorded.getValue(field) != null)
        .flatMap(field -> lost(field, recorded.getValue(field), written.getValue(field)))
        .toList();
  }

  private static Stream<String> lost(String name, Object recorded, Object written) {
    if (recorded instanceof JsonObject inner && written instanceof JsonObject innerWritten) {
      return lost(inner, innerWritten).stream().map(field -> name + "." + field);
    }
    if (recorded instanceof JsonArray list && written instanceof JsonArray listWritten
        && list.size() == listWritten.size()) {
      return IntStream.range(0, list.size()).boxed()
          .flatMap(i -> lost(name + "[" + i + "]", list.getValue(i), listWritten.getValue(i)));
    }
    return recorded.equals(written) ? Stream.of() : Stream.of(name);
  }

  /** An answer that lacks its verdict is none, and fails: nobody is let in because a field was missing. */
  @ParameterizedTest
  @MethodSource("operations")
  void aQuestionMayLackAnyFieldAndHaveMore(Operations.Declared declared) {
    JsonObject question = new JsonObject().put("of a later version", 1);
    assertThatCode(() -> readAndWrite(declared.operation().question(), question)).doesNotThrowAnyException();
  }

  /** Nodes of other versions count on it: they lack the fields of this one, or have constants that it does not know. */
  @Test
  void aMissingFieldOrAnUnknownConstantIsReadAsItWasRecorded() throws IOException {
    List<String> recorded = Files.readAllLines(SAMPLES.resolve("0.2.0/missing-fields.txt"));
    assertThat(recorded).isNotEmpty();
    assertThat(MissingFields.all()).containsAll(recorded);
  }

  /** The asking node may be compromised: what a question holds is bounded before anything is done with it. */
  @ParameterizedTest
  @MethodSource("samples")
  void noTextOfAMessageIsReadWithoutEnd(Path file) throws IOException {
    String name = file.getFileName().toString();
    Operations.Declared declared = OPERATIONS.get(name.replaceFirst("\\.(question|answer)\\.json$", ""));
    if (declared == null || !name.endsWith(".question.json")) {
      return;
    }
    JsonObject recorded = new JsonObject(Files.readString(file));
    for (String field : texts(recorded, "")) {
      JsonObject question = recorded.copy();
      JsonObject holder = question;
      String[] path = field.split("/");
      for (int i = 0; i < path.length - 1; i++) {
        holder = holder.getJsonObject(path[i]);
      }
      holder.put(path[path.length - 1], "\u0315\u0316".repeat(30_000));
      try {
        assertThat(readAndWrite(declared.operation().question(), question).encode()).as(field)
            .hasSizeLessThan(LONG_TEXTS.getOrDefault(path[path.length - 1], 3_000));
      } catch (IllegalArgumentException noneOfItsKind) {
        assertThat(noneOfItsKind).as("of an id").hasMessageContaining("UUID");
      }
    }
  }

  private static List<String> texts(JsonObject json, String before) {
    return json.fieldNames().stream().flatMap(field ->
        json.getValue(field) instanceof JsonObject inner ? texts(inner, before + field + "/").stream()
            : json.getValue(field) instanceof String ? Stream.of(before + field) : Stream.of()).toList();
  }

  /** What is recorded at a release is read by the code that recorded it. */
  @Test
  void everyMessageOfThisVersionCanBeRecorded(@TempDir Path folder) throws IOException {
    RecordMessages.main(new String[] {folder.toString()});
    for (String address : OPERATIONS.keySet()) {
      aRecordedMessageIsReadWithAllItsFields(folder.resolve(address + ".question.json"));
      aRecordedMessageIsReadWithAllItsFields(folder.resolve(address + ".answer.json"));
    }
  }

  @Test
  void everyOperationHasBeenRecorded() throws IOException {
    for (String address : OPERATIONS.keySet()) {
      assertThat(samples()).as(address).anyMatch(file -> file.endsWith(address + ".question.json"))
          .anyMatch(file -> file.endsWith(address + ".answer.json"));
    }
  }

  @Test
  void everyAddressNamesWhoServesItAndItsVersion() {
    OPERATIONS.values().forEach(declared -> assertThat(declared.operation().address())
        .matches("(account|totp|oidc)\\.[a-z.]+\\.v[0-9]+"));
  }

  private static <T> JsonObject readAndWrite(Codec<T> codec, JsonObject json) {
    return codec.write().apply(codec.read().apply(json));
  }
}
