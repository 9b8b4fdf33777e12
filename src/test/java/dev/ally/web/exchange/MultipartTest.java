package dev.ally.web.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartTest {
  private static final String HEAD = "--x\r\nContent-Disposition: form-data; name=";

  private static Map<String, byte[]> parse(String body) {
    return Multipart.parse(body.getBytes(StandardCharsets.ISO_8859_1), "x");
  }

  @Test
  void readsPartsAsBrowsersWriteThem() {
    Map<String, byte[]> parts = parse(HEAD + "\"csrf\"\r\n\r\na token\r\n" + HEAD
        + "\"picture\"; filename=\"a; name=b.png\"\r\nContent-Type: image/png\r\n\r\n\0\r\n--y\r\n\r\n--\u00ff\r\n--x--\r\n");
    assertThat(parts).containsOnlyKeys("csrf", "picture");
    assertThat(parts.get("csrf")).isEqualTo("a token".getBytes(StandardCharsets.US_ASCII));
    assertThat(parts.get("picture"))
        .isEqualTo("\0\r\n--y\r\n\r\n--\u00ff".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(parse(HEAD + "\"csrf\"\r\n\r\n\r\n--x--").get("csrf")).isEmpty();
    assertThat(parse("--x--\r\n")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "x", "--x", "--y--", "--xa", "--x\r\n", HEAD + "\"a\"", HEAD + "\"a\"\r\n\r\nb", HEAD + "\"a\"\r\n\r\nb\r\n--x",
    HEAD + "\"a\"\r\nb\r\n--x--", HEAD + "\"\"\r\n\r\nb\r\n--x--", HEAD + "a\r\n\r\nb\r\n--x--", "--x\r\n\r\n\r\nb\r\n--x--",
    HEAD + "\"a\"\r\n\r\nb\r\n" + HEAD + "\"a\"\r\n\r\nc\r\n--x--"
  })
  void refusesAnythingElse(String body) {
    assertThatThrownBy(() -> parse(body)).isInstanceOf(Refused.class);
  }

  @Test
  void boundsTheNumberOfPartsAndTheSizeOfTheirHeads() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 11; i++) {
      many.append(HEAD).append("\"a").append(i).append("\"\r\n\r\nb\r\n");
    }
    assertThatThrownBy(() -> parse(many + "--x--")).isInstanceOf(Refused.class);
    assertThatThrownBy(() -> parse(HEAD + "\"a\"\r\nX: " + "y".repeat(3_000) + "\r\n\r\nb\r\n--x--"))
        .isInstanceOf(Refused.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "multipart/form-data; boundary=x", "Multipart/Form-Data;boundary=\"x\"", " multipart/form-data ; boundary=x "
  })
  void findsTheBoundary(String type) {
    assertThat(Multipart.boundary(type)).contains("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=x"})
  void findsNoneInOtherTypes(String type) {
    assertThat(Multipart.boundary(type)).isEmpty();
  }
}
