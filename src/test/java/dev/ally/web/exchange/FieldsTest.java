package dev.ally.web.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {
  @Test
  void readsPercentsAndPluses() {
    Fields fields = parse("name=Zo%C3%AB+O%27Neil&password=a%2Bb%26c%3Dd&empty=&bare");

    assertThat(fields.text("name")).isEqualTo("Zoë O'Neil");
    assertThat(fields.secret("password").revealText()).isEqualTo("a+b&c=d");
    assertThat(fields.find("empty")).hasValue("");
    assertThat(fields.find("bare")).hasValue("");
    assertThat(fields.find("missing")).isEmpty();
  }

  @Test
  void readsUtf8ThatIsNotEncoded() {
    assertThat(parse("name=Zoë").text("name")).isEqualTo("Zoë");
  }

  @Test
  void readsNothingAsNoFields() {
    assertThat(parse("").find("")).isEmpty();
    assertThat(parse("&&").find("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "a=%-1", "%=a", "a=%C3", "a=%ED%A0%80", "a=%C0%80", "a=%00", "%00=a"})
  void refusesWhatIsNoText(String encoded) {
    assertThatThrownBy(() -> parse(encoded)).isInstanceOf(Refused.class);
  }

  @Test
  void refusesAFieldThatStandsTwiceOnceItIsAskedFor() {
    Fields fields = parse("a=1&b=2&a=1");

    assertThat(fields.text("b")).isEqualTo("2");
    assertThatThrownBy(() -> fields.text("a")).isInstanceOf(Refused.class);
  }

  @Test
  void showsNoValue() {
    assertThat(parse("password=hunter2")).hasToString("Fields[password]");
  }

  private static Fields parse(String encoded) {
    return Fields.parse(encoded.getBytes(StandardCharsets.UTF_8));
  }
}
