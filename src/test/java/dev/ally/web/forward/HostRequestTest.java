package dev.ally.web.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostRequestTest {
  private static final List<String> FORWARDED =
      List.of("X-Forwarded-Method", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Uri");

  private static MultiMap forwarded(String method, String scheme, String host, String target) {
    return MultiMap.caseInsensitiveMultiMap().add("X-Forwarded-Method", method).add("X-Forwarded-Proto", scheme)
        .add("X-Forwarded-Host", host).add("X-Forwarded-Uri", target);
  }

  private static MultiMap good() {
    return forwarded("GET", "https", "grafana.example.org", "/d/1?a=b");
  }

  private static Optional<HostRequest> nginx(String url) {
    return HostRequest.ofNginx(
        MultiMap.caseInsensitiveMultiMap().add("X-Original-Method", "GET").add("X-Original-URL", url));
  }

  @Test
  void isReadFromEachKindOfProxy() {
    HostRequest read = new HostRequest("GET", true, "grafana.example.org", "/d/1?a=b");

    assertThat(HostRequest.ofHeaders(good())).contains(read);
    assertThat(nginx("https://grafana.example.org/d/1?a=b")).contains(read);
    assertThat(HostRequest.ofEnvoy("GET", "/forward-auth/envoy/d/1?a=b", "/forward-auth/envoy",
        MultiMap.caseInsensitiveMultiMap().add("Host", "grafana.example.org"), true)).contains(read);
    assertThat(HostRequest.handedOn("GET", "/d/1?a=b", good())).contains(read);
    assertThat(read.path()).isEqualTo("/d/1");
    assertThat(read.url()).isEqualTo("https://grafana.example.org/d/1?a=b");
  }

  @Test
  void isNoneWhereAHeaderIsMissingOrThereTwice() {
    for (String name : FORWARDED) {
      assertThat(HostRequest.ofHeaders(good().remove(name))).as(name + " missing").isEmpty();
      assertThat(HostRequest.ofHeaders(good().set(name, ""))).as(name + " empty").isEmpty();
      MultiMap doubled = good();
      assertThat(HostRequest.ofHeaders(doubled.add(name, doubled.get(name)))).as(name + " twice").isEmpty();
    }
    assertThat(HostRequest.ofNginx(MultiMap.caseInsensitiveMultiMap()
        .add("X-Original-Method", "GET"))).isEmpty();
    assertThat(HostRequest.ofNginx(MultiMap.caseInsensitiveMultiMap()
        .add("X-Original-URL", "https://a.example/"))).isEmpty();
    assertThat(HostRequest.ofNginx(MultiMap.caseInsensitiveMultiMap().add("X-Original-Method", "GET")
        .add("X-Original-URL", "https://a.example/").add("x-original-url", "https://b.example/"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
      "https, Grafana.Example.ORG, grafana.example.org", "https, grafana.example.org:443, grafana.example.org",
      "http, grafana.example.org:80, grafana.example.org", "https, grafana.example.org:80, grafana.example.org:80",
      "http, grafana.example.org:443, grafana.example.org:443", "https, a_b.example, a_b.example",
      "https, [2001:DB8::1]:8443, [2001:db8::1]:8443", "https, 192.0.2.1, 192.0.2.1",
      "https, x.example:65535, x.example:65535"})
  void hasTheHostAsItIsRegistered(String scheme, String sent, String host) {
    assertThat(HostRequest.ofHeaders(forwarded("GET", scheme, sent, "/"))).map(HostRequest::host).contains(host);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "ada@grafana.example.org", "ada:pw@grafana.example.org",
      "grafana.example.org@evil.example", "@grafana.example.org",
      "grafana.example.org:", "grafana.example.org:0", "grafana.example.org:0443", "grafana.example.org:65536",
      "grafana.example.org:443:443", "grafana.example.org.", "grafana.example.org, evil.example",
      "grafana.example.org,evil.example", "grafana.example.org/", "grafana.example.org?", "grafana.example.org#",
      "grafana.example.org\\", "grafana example.org", " grafana.example.org", "grafana.example.org\t", "", ".", "-",
      "grafana%2eexample.org", "gräfana.example.org", "grafana．example．org", "[::1", "::1", "[::1]x", "[]",
      "*.example.org"})
  void isNoneWithAHostThatIsNone(String host) {
    assertThat(HostRequest.ofHeaders(forwarded("GET", "https", host, "/"))).isEmpty();
    if (!host.endsWith("/")) {
      assertThat(nginx("https://" + host + "/")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTPS", "ftp", "wss", "https, http", "https://", " https", "h", "javascript"})
  void isNoneWithAnotherScheme(String scheme) {
    assertThat(HostRequest.ofHeaders(forwarded("GET", scheme, "a.example", "/"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "a", "https://a.example/", "*", "?a", "#", "/#a", "/a b", "/é", "/\u0000", "/a\r\nb", "/\u007f", " /"})
  void isNoneWithATargetThatIsNone(String target) {
    assertThat(HostRequest.ofHeaders(forwarded("GET", "https", "a.example", target))).isEmpty();
    assertThat(HostRequest.handedOn("GET", target, good())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "GET POST", "GET,POST", "G\u00e9T", "GET\r\n", "X(", "0123456789012345678901234567890123456789x"})
  void isNoneWithAMethodThatIsNone(String method) {
    assertThat(HostRequest.ofHeaders(forwarded(method, "https", "a.example", "/"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "https:/a.example/", "https//a.example/", "HTTPS://a.example/", "//a.example/", "/a", "https://a.example",
      "https://a.example?x=/", "https://a.example#/", "https:///", "https://\\a.example/"})
  void isNoneWithAnAddressOfNginxThatIsNone(String url) {
    assertThat(nginx(url)).isEmpty();
  }

  /** The address as it came could lead a proxy, or this server, to another path. */
  @Test
  void keepsThePathThatEnvoyRepeatsAsItCame() {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Host", "a.example");
    assertThat(HostRequest.ofEnvoy("GET", "/f/../../x", "/f", headers, true)).map(HostRequest::path)
        .contains("/../../x");
    assertThat(HostRequest.ofEnvoy("GET", "/f", "/f", headers, true)).isEmpty();
    assertThat(HostRequest.ofEnvoy("GET", "/fx", "/f", headers, true)).isEmpty();
    assertThat(HostRequest.ofEnvoy("GET", "http://b.example/f/", "/f", headers, true)).isEmpty();
    assertThat(HostRequest.ofEnvoy("GET", "/f/", "/f", headers, false)).map(HostRequest::https).contains(false);
  }

  @ParameterizedTest
  @CsvSource(delimiter = ' ', value = {
      "/a|b?c={\"d\":[1]} /a%7Cb?c=%7B%22d%22:%5B1%5D%7D", "/100% /100%25", "/%41%zz /%41%25zz", "/a\\b /a%5Cb",
      "//evil.example //evil.example", "/%2F /%2F"})
  void leadsBackToAnAddressThatEveryoneReadsAlike(String target, String back) {
    assertThat(new HostRequest("GET", true, "a.example:8443", target).url()).isEqualTo("https://a.example:8443" + back);
  }

  /** The longest has 1,024 characters. */
  @Test
  void leadsBackAsFarAsTheAddressIsNotTooLong() {
    String path = "/" + "p".repeat(500);
    assertThat(new HostRequest("GET", true, "a.example", path + "?" + "q".repeat(505)).url()).endsWith("q");
    assertThat(new HostRequest("GET", true, "a.example", path + "?" + "q".repeat(506)).url())
        .isEqualTo("https://a.example" + path);
    assertThat(new HostRequest("GET", false, "a.example", path.repeat(3)).url()).isEqualTo("http://a.example/");
  }
}
