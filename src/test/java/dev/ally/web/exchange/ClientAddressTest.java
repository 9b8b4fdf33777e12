package dev.ally.web.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
  @ParameterizedTest
  @CsvSource({
      "https://app.example/cb?x=y, https://app.example",
      "https://app.example:8443/cb, https://app.example:8443",
      "http://127.0.0.1:5000/cb, http://127.0.0.1:5000",
      "http://[::1]:5000/cb, http:",
      "com.example.app:/cb, com.example.app:"})
  void namesTheOriginOfItsForms(String address, String source) {
    assertThat(new ClientAddress(address).formSource()).isEqualTo(source);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "/cb", "//app.example/cb", "app.example/cb", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd",
      "https:app.example", "https://", "https://a@app.example/", "https://a:b@app.example/", "https://app.example/ cb",
      "https://app.example/\r\nSet-Cookie:x=y", "https://app.example/\u00e9", "https://app.example\\@evil.example/"})
  void isNothingElse(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new ClientAddress(text));
  }

  @Test
  void isNotTheOnlyWayToSetALocation() {
    assertThatIllegalArgumentException().isThrownBy(() -> Reply.empty(200).header("location", "https://app.example"));
    assertThatIllegalArgumentException().isThrownBy(() -> Reply.empty(200).header("refresh", "0; url=https://a.example"));
  }
}
