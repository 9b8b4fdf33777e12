package dev.ally.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {
  sealed interface Line permits Colour, Dash {}

  enum Colour implements Line { RED, GREEN, BLUE }

  enum Dash implements Line { SOLID, DOTTED }

  record Drawn(@Fallback("SOLID") Line line) {}

  record Inner(String name) {}

  @Json("named")
  record Named(Secret code) {}

  record Whole(
      UUID id, String name, Secret password, @Json("count") int number, long size, boolean done, Duration delay,
      Optional<Duration> offset, Instant at, @Fallback("GREEN") Colour colour, @Fallback("BLUE") Optional<Colour> other,
      @Fallback("RED") Set<Colour> colours, List<Secret> codes, List<Inner> inner, Named one, @Fallback("6") int digits,
      @Fallback("true") boolean locked) {}

  record Strict(@Required boolean done, @Required Optional<UUID> next, @Required Colour colour) {}

  record Picky(int number) {
    Picky {
      if (number < 0) {
        throw new IllegalArgumentException("below zero");
      }
    }
  }

  private static final Codec<Whole> WHOLE = Codec.of(Whole.class);
  private static final Codec<Strict> STRICT = Codec.of(Strict.class);
  private static final Whole SOME = new Whole(
      new UUID(1, 2), "Ada", Secret.of("secret"), 3, 1L << 40, true, Duration.ofSeconds(2),
      Optional.of(Duration.ofMillis(-7)), Instant.parse("2026-03-03T09:00:00Z"), Colour.RED, Optional.of(Colour.GREEN),
      Set.of(Colour.BLUE, Colour.RED), List.of(Secret.of("1"), Secret.of("2")), List.of(new Inner("x")),
      new Named(Secret.of("3")), 8, false);

  @Test
  void writesComponentsAsFields() {
    assertThat(WHOLE.write().apply(SOME)).isEqualTo(new JsonObject()
        .put("id", "00000000-0000-0001-0000-000000000002")
        .put("name", "Ada")
        .put("password", "secret")
        .put("count", 3)
        .put("size", 1L << 40)
        .put("done", true)
        .put("delayMillis", 2_000L)
        .put("offsetMillis", -7L)
        .put("at", "2026-03-03T09:00:00Z")
        .put("colour", "RED")
        .put("other", "GREEN")
        .put("colours", new JsonArray().add("RED").add("BLUE"))
        .put("codes", new JsonArray().add("1").add("2"))
        .put("inner", new JsonArray().add(new JsonObject().put("name", "x")))
        .put("named", new JsonObject().put("code", "3"))
        .put("digits", 8)
        .put("locked", false));
  }

  @Test
  void readsWhatItWrote() {
    assertThat(WHOLE.read().apply(new JsonObject(WHOLE.write().apply(SOME).encode()))).isEqualTo(SOME);
  }

  @Test
  void readsAMissingFieldAsItsFallbackOrAsNothing() {
    Whole nothing = new Whole(
        new UUID(0, 0), "", Secret.empty(), 0, 0, false, Duration.ZERO, Optional.empty(), Instant.EPOCH, Colour.GREEN,
        Optional.empty(), Set.of(), List.of(), List.of(), new Named(Secret.empty()), 6, true);
    JsonObject nulls = new JsonObject();
    WHOLE.write().apply(SOME).fieldNames().forEach(nulls::putNull);

    assertThat(WHOLE.read().apply(new JsonObject())).isEqualTo(nothing);
    assertThat(WHOLE.read().apply(nulls)).isEqualTo(nothing);
  }

  @Test
  void readsAnUnknownConstantAsItsFallback() {
    Whole read = WHOLE.read().apply(new JsonObject()
        .put("colour", "MAUVE")
        .put("other", "MAUVE")
        .put("colours", new JsonArray().add("MAUVE").add("GREEN")));

    assertThat(read.colour()).isEqualTo(Colour.GREEN);
    assertThat(read.other()).contains(Colour.BLUE);
    assertThat(read.colours()).containsExactly(Colour.RED, Colour.GREEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"done", "next", "colour"})
  void failsWithoutARequiredField(String field) {
    JsonObject whole = new JsonObject().put("done", true).putNull("next").put("colour", "RED");
    assertThat(STRICT.read().apply(whole)).isEqualTo(new Strict(true, Optional.empty(), Colour.RED));

    whole.remove(field);

    assertThatThrownBy(() -> STRICT.read().apply(whole)).hasMessageContaining(field);
  }

  @Test
  void failsForNullOrAnUnknownConstantInARequiredField() {
    JsonObject whole = new JsonObject().put("done", true).putNull("next");

    assertThatThrownBy(() -> STRICT.read().apply(whole.copy().putNull("colour"))).hasMessageContaining("colour");
    assertThatThrownBy(() -> STRICT.read().apply(whole.copy().put("colour", "MAUVE"))).hasMessageContaining("Colour");
  }

  @Test
  void takesAnInterfaceThatIsSealedForEnumsAsTheConstantsOfAll() {
    Codec<Drawn> codec = Codec.of(Drawn.class);

    for (Line line : List.of(Colour.RED, Dash.DOTTED)) {
      JsonObject written = codec.write().apply(new Drawn(line));
      assertThat(written.getString("line")).isEqualTo(line.toString());
      assertThat(codec.read().apply(written)).isEqualTo(new Drawn(line));
    }
    assertThat(codec.read().apply(new JsonObject().put("line", "WAVED"))).isEqualTo(new Drawn(Dash.SOLID));
  }

  @Test
  void cutsEveryText() {
    String longText = "x".repeat(3_000);
    Whole read = WHOLE.read().apply(new JsonObject()
        .put("name", longText)
        .put("password", longText)
        .put("codes", new JsonArray().add(longText))
        .put("named", new JsonObject().put("code", longText)));

    assertThat(read.name()).hasSize(TextLimit.NAME.longest() + 1);
    assertThat(read.password().revealText()).hasSize(TextLimit.PASSWORD.longest() + 1);
    assertThat(read.codes().get(0).revealText()).hasSize(TextLimit.CODE.longest() + 1);
    assertThat(read.one().code().revealText()).hasSize(TextLimit.CODE.longest() + 1);
  }

  @Test
  void passesOnWhyARecordRefusesItsValues() {
    assertThatThrownBy(() -> Codec.of(Picky.class).read().apply(new JsonObject().put("number", -1)))
        .isInstanceOf(IllegalArgumentException.class).hasMessage("below zero");
  }

  @Test
  void isNotMadeForARecordThatCannotStandInAMessage() {
    record TextWithoutLimit(String poem) {}

    record ConstantWithoutFallback(Colour colour) {}

    record FallbackThatIsNone(@Fallback("MAUVE") Colour colour) {}

    record OfAnotherKind(Thread thread) {}

    assertThatThrownBy(() -> Codec.of(TextWithoutLimit.class)).hasMessageContaining("poem");
    assertThatThrownBy(() -> Codec.of(ConstantWithoutFallback.class)).hasMessageContaining("colour");
    assertThatThrownBy(() -> Codec.of(FallbackThatIsNone.class)).hasMessageContaining("MAUVE");
    assertThatThrownBy(() -> Codec.of(OfAnotherKind.class)).hasMessageContaining("Thread");
  }
}
