package dev.ally.oidc.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.oidc.client.Client.Type;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Redirect addresses that mean one thing to a browser and another to a server are refused when they are registered. */
final class RegisteredUriTest {
  @ParameterizedTest
  @EnumSource(value = Type.class, names = {"WEB", "NATIVE", "BROWSER"})
  void anAddressOfTheWebIsForEveryType(Type type) {
    for (String uri : List.of(
        "https://a.example/", "https://a.example", "https://a.example/cb?x=1&y=%20", "https://a.example:8443/a/b.c/",
        "https://xn--bcher-kva.example/cb", "https://10.0.0.1/cb",
        "https://[2001:db8::1]/",
        "http://127.0.0.1/cb", "http://127.0.0.1:5000/cb", "http://[::1]:5000/cb", "http://localhost:3000/cb",
        "https://a.example/.well-known/cb", "https://a.example/a;b=c", "https://a.example/%C3%BC")) {
      assertThat(RegisteredUri.problemOfRedirect(uri, type)).as(uri).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"org.example.app:/cb", "org.example.app://cb/x", "org.example.app:///cb",
      "org.example.app:cb"})
  void aSchemeOfItsOwnIsForNativeClientsAlone(String uri) {
    assertThat(RegisteredUri.problemOfRedirect(uri, Type.NATIVE)).isEmpty();
    assertThat(RegisteredUri.problemOfRedirect(uri, Type.WEB)).isPresent();
    assertThat(RegisteredUri.problemOfRedirect(uri, Type.BROWSER)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "/", "cb", "//a.example/cb", "a.example/cb", "https:", "https:/a.example", "https:a.example", "https://",
    "https:///cb", "https://?x", "HTTPS://a.example/", "https://A.example/", "ftp://a.example/",
    // A browser takes the part behind the last @ for the host, others the part before.
    "https://a.example@evil.example/", "https://a:b@a.example/", "https://a@b@evil.example/",
    "http://localhost:80@evil.example/",
    "https://a.example%40evil.example/", "https://evil.example\\@a.example/", "https://evil.example\\.a.example/",
    "https:\\\\evil.example/", "https://a.example\\cb",
    "https://a.example/cb#", "https://a.example/cb#x", "https://*.example/cb", "https://a.example/*",
    "https://a.example/cb?*",
    "https://a.example/../cb", "https://a.example/x/..", "https://a.example/./cb", "https://a.example/..;/cb",
    "https://a.example/..;x=y/cb", "https://a.example/%2e%2e/cb", "https://a.example/.%2E/cb",
    "https://a.example/%252e%252e/cb",
    "https://a.example/a%2fb", "https://a.example/a%5cb", "https://a.example/%0d%0aSet-Cookie:x",
    "https://a.example/%00",
    "https://a.example/?%0d%0aX:y", "https://a.example/%zz", "https://a.example/%",
    "https://a.example/ cb", " https://a.example/", "https://a.example/\n", "https://a.example/\tcb",
    "https://a.example/\u0000",
    "https://b\u00fccher.example/", "https://a.example/\u202e", "https://a.example\uff0fcb", "https://a.example\u3002/",
    "https://a.example./", "https://a..example/", "https://.example/", "https://a.example:/", "https://a.example:0/",
    "https://a.example:65536/", "https://a.example:080/", "https://a.example:80:80/", "https://a.example:x/",
    "https://127.1/", "https://2130706433/", "https://0x7f.0.0.1/", "https://127.0.0.01/", "https://1.2.3.256/",
    "https://1.2.3.4.5/",
    // The library that later takes it apart finds no host, or no address at all.
    "https://my_app.example/cb", "https://app-.example/cb", "https://a.example/cb[1]",
    "https://[::1/", "https://::1/", "https://[]/", "https://[1.2.3.4]/", "https://[::1]x/", "https://[::1%25lo]/",
    "https://[:::]/",
    "http://a.example/cb", "http://127.0.0.1.evil.example/", "http://127.0.0.2/", "http://localhost.evil.example/",
    "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/",
    "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x", "about:blank", "myapp:/cb",
    "myapp://cb",
    "https://a.example/<script>", "https://a.example/\"x", "https://a.example/{x}", "https://a.example/x|y",
    "https://a.example/`"})
  void whatCanBeReadInTwoWaysIsRefused(String uri) {
    for (Type type : List.of(Type.WEB, Type.NATIVE, Type.BROWSER)) {
      assertThat(RegisteredUri.problemOfRedirect(uri, type)).as(type.name()).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "org.example.app:", "org.example.app:/../x", "org.example.app://a@b/", "org.example.app:a@b",
    "org.example.app:/x#y",
    "Org.example.app:/cb", "org.example.app:/x%0a", "org.example.app:/ x", "org.example.app:/x[1]", "org.example.app:x[1]",
    "org.example.app:\\x"})
  void aSchemeOfItsOwnHasTheSameRules(String uri) {
    assertThat(RegisteredUri.problemOfRedirect(uri, Type.NATIVE)).isPresent();
  }

  @Test
  void anAddressHasALength() {
    String longest = "https://a.example/" + "x".repeat(2_000 - 18);
    assertThat(RegisteredUri.problemOfRedirect(longest, Type.WEB)).isEmpty();
    assertThat(RegisteredUri.problemOfRedirect(longest + "x", Type.WEB)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example/cb?x=1, https://a.example", "https://a.example:443/cb, https://a.example",
    "https://a.example:8443/cb, https://a.example:8443", "http://localhost:80/, http://localhost",
    "http://[::1]:3000/cb, http://[::1]:3000", "https://a.example:80/, https://a.example:80"})
  void anOriginIsAsBrowsersSendIt(String uri, String origin) {
    assertThat(RegisteredUri.origin(uri)).isEqualTo(origin);
    assertThat(RegisteredUri.isOrigin(origin)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "null", "a.example", "https://a.example/", "https://a.example:443", "https://A.example", "org.example.app://x",
    "https://a.example/x", "https://", "https:", "x", "https://a.example\u0000", "http:"})
  void whatIsNoOriginIsNotLookedUp(String text) {
    assertThat(RegisteredUri.isOrigin(text)).isFalse();
  }
}
