package dev.ally.web.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormFieldsTest {
  @Test
  void readsPercentsAndPluses() {
    FormFields fields = parse("name=Zo%C3%AB+O%27Neil&password=a%2Bb%26c%3Dd&email=&totp");

    assertThat(fields.text(Field.NAME)).isEqualTo("Zoë O'Neil");
    assertThat(fields.secret(Field.PASSWORD).revealText()).isEqualTo("a+b&c=d");
    assertThat(fields.find(Field.EMAIL)).hasValue("");
    assertThat(fields.find(Field.TOTP)).hasValue("");
    assertThat(fields.find(Field.KEY)).isEmpty();
  }

  @Test
  void readsUtf8ThatIsNotEncoded() {
    assertThat(parse("name=Zoë").text(Field.NAME)).isEqualTo("Zoë");
  }

  @Test
  void readsNothingAsNoFields() {
    assertThat(parse("").find(Field.NAME)).isEmpty();
    assertThat(parse("&&").find(Field.NAME)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "a=%-1", "%=a", "a=%C3", "a=%ED%A0%80", "a=%C0%80", "a=%00", "%00=a"})
  void refusesWhatIsNoText(String encoded) {
    assertThatThrownBy(() -> parse(encoded)).isInstanceOf(Refused.class);
  }

  @Test
  void refusesAFieldThatStandsTwiceOnceItIsAskedFor() {
    FormFields fields = parse("totp=1&name=2&totp=1");

    assertThat(fields.text(Field.NAME)).isEqualTo("2");
    assertThatThrownBy(() -> fields.text(Field.TOTP)).isInstanceOf(Refused.class);
  }

  @Test
  void refusesMoreFieldsThanAnyFormHas() {
    assertThat(parse("x&".repeat(99) + "name=Ada").text(Field.NAME)).isEqualTo("Ada");
    assertThatThrownBy(() -> parse("x&".repeat(100) + "name=Ada")).isInstanceOf(Refused.class);
    assertThatThrownBy(() -> parse("x&y&".repeat(15_000))).isInstanceOf(Refused.class);
  }

  /** What was typed is never taken for something shorter. */
  @ParameterizedTest
  @EnumSource(Field.class)
  void readsNoMoreThanAFieldMayHaveAndKeepsItTooLong(Field field) {
    String longest = "x".repeat(field.longest());

    assertThat(parse(field.id() + "=" + longest).text(field)).isEqualTo(longest);
    for (String more : List.of("x", " x", "x".repeat(60_000), " ".repeat(60_000) + "x")) {
      assertThat(parse(field.id() + "=" + longest + more.replace(' ', '+')).text(field)).isEqualTo(longest + "…");
    }
  }

  @Test
  void countsCharactersNotTheirHalves() {
    String keys = "🔑".repeat(256);

    assertThat(parse("password=" + keys).text(Field.PASSWORD)).isEqualTo(keys);
    assertThat(parse("password=" + keys + "🔑").text(Field.PASSWORD)).isEqualTo(keys + "…");
  }

  /** Blanks around a name are dropped by whoever keeps it, and are no part of its length; those of a password are. */
  @Test
  void countsBlanksWhereTheyCount() {
    String blanks = "+".repeat(500);

    assertThat(parse("name=" + blanks + "Ada" + blanks).text(Field.NAME)).isEqualTo("Ada");
    assertThat(parse("password=" + blanks + "Tr0ub4dor").text(Field.PASSWORD)).isEqualTo(" ".repeat(256) + "…");
  }

  @Test
  void showsNoValue() {
    assertThat(parse("password=hunter2")).hasToString("FormFields[password]");
  }

  private static FormFields parse(String encoded) {
    return FormFields.parse(encoded.getBytes(StandardCharsets.UTF_8));
  }
}
