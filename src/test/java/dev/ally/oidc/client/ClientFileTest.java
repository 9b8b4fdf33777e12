package dev.ally.oidc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import dev.ally.oidc.client.Client.AuthMethod;
import dev.ally.oidc.client.Client.Consent;
import dev.ally.oidc.client.Client.Pkce;
import dev.ally.oidc.client.Client.Refresh;
import dev.ally.oidc.client.Client.RefreshEnds;
import dev.ally.oidc.client.Client.SecondFactor;
import dev.ally.oidc.client.Client.Type;
import dev.ally.oidc.client.ClientFile.Entry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's file: what it may say, and that each mistake is named with its line, all of them at once. */
final class ClientFileTest {
  private static final URI PUBLIC_URL = URI.create("https://login.example.org");

  /** A client of type web with more fields; the first of them stands in line 4. */
  private static String web(String... more) {
    return client("\"redirect_uris\": [\"https://shop.example.org/cb\"]", more);
  }

  /** A client of type proxy with more fields; the first of them stands in line 4. */
  private static String proxy(String... more) {
    return client("\"type\": \"proxy\", \"hosts\": [\"wiki.example.org\"]", more);
  }

  private static String client(String first, String... more) {
    List<String> fields = new ArrayList<>(List.of("\"id\": \"shop\"", first));
    fields.addAll(List.of(more));
    return "[{\n" + String.join(",\n", fields) + "\n}]";
  }

  private static Arguments bad(String file, String... mistakes) {
    return arguments(file, List.of(mistakes));
  }

  private static String shop(int line, String text) {
    return "line " + line + ": client \"shop\": " + text;
  }

  static Stream<Arguments> wholeFiles() {
    return Stream.of(
        bad("", "line 1: the file is no JSON array of clients"),
        bad("{}", "line 1: the file is no JSON array of clients"),
        bad("\n\n\"shop\"", "line 3: the file is no JSON array of clients"),
        bad("[\n{},\n]", "line 3: this is not JSON: "),
        bad("[\n1,\n\"x\",\nnull]", "line 2: a client is a JSON object", "line 3: a client is a JSON object",
            "line 4: a client is a JSON object"),
        bad("[] []", "line 1: there is more behind the end of the array"),
        bad("[{\n\"id\": \"a", "line 2: this is not JSON: "),
        bad("[{\n'id': 1}]", "line 2: this is not JSON: "),
        bad("[] // a comment", "line 1: this is not JSON: "),
        bad("[".repeat(2_000), "line 1: this is not JSON: "),
        bad("[{\"id\": \"shop\",\n\"id\": \"shop\",\n\"redirect_uris\": [\"https://a.example/\"]}]",
            "line 2: \"id\" stands twice in one object"),
        bad("[\n{\"id\": \"a\", \"redirect_uris\": [\"https://a.example/\"]},\n"
            + "{\"id\": \"a\", \"redirect_uris\": [\"https://a.example/\"]}]",
            "line 3: client \"a\": id is that of another client, in line 2"),
        bad("[{\"id\": \"a\", \"type\": \"proxy\", \"hosts\": [\"x.example\"]},\n"
            + "{\"id\": \"b\", \"type\": \"proxy\",\n\"hosts\": [\"x.example\"]}]",
            "line 3: client \"b\": hosts: \"x.example\" is a host of client \"a\" too"));
  }

  static Stream<Arguments> fields() {
    return Stream.of(
        bad("[{\"redirect_uris\": [\"https://a.example/\"]}]", "line 1: id is missing"),
        bad("[{\"id\": 7, \"redirect_uris\": [\"https://a.example/\"]}]", "line 1: id is no text"),
        bad("[{\"id\": \"a b\", \"redirect_uris\": [\"https://a.example/\"]}]",
            "line 1: client \"a b\": id has other characters than letters, digits"),
        bad("[{\"id\": \"b\u00fccher\", \"redirect_uris\": [\"https://a.example/\"]}]",
            "line 1: client \"b\\u{fc}cher\": id has other characters"),
        bad("[{\"id\": \"" + "x".repeat(101) + "\", \"redirect_uris\": [\"https://a.example/\"]}]", "line 1: client "),
        bad(web("\"colour\": \"red\""), shop(4, "colour is no field of a client; there are access_token, ")),
        bad(web("\"client_id\": \"x\"", "\"client_secret\": \"x\""), shop(4, "client_id is no field of a client"),
            shop(5, "client_secret is no field of a client")),
        bad(web("\"name\": 5"), shop(4, "name is no text")),
        bad(web("\"name\": null"), shop(4, "name is no text")),
        bad(web("\"name\": \"\""), shop(4, "name is empty")),
        bad(web("\"name\": \" \""), shop(4, "name has nothing to be seen")),
        bad(web("\"name\": \"a\\u202eb\""), shop(4, "name has nothing to be seen, or a character that is never shown")),
        bad(web("\"name\": \"" + "x".repeat(101) + "\""), shop(4, "name is longer than 100 characters")),
        bad(web("\"type\": \"spa\""), shop(4, "type: \"spa\" is none of web, native, browser, proxy")),
        bad(web("\"type\": \"WEB\""), shop(4, "type: \"WEB\" is none of web")),
        bad(web("\"auth_method\": \"tls_client_auth\""),
            shop(4, "auth_method: \"tls_client_auth\" is none of client_secret_basic, client_secret_post,"
                + " private_key_jwt, none")),
        bad(web("\"auth_method\": [\"none\"]"), shop(4, "auth_method is no text")),
        bad(web("\"second_factor\": \"optional\""), shop(4,
            "second_factor: \"optional\" is none of required, as_account")),
        bad(web("\"consent\": \"always\""), shop(4, "consent: \"always\" is none of none, once")),
        bad(web("\"pkce\": true"), shop(4, "pkce is no text")),
        bad(web("\"id_token_alg\": \"HS256\""), shop(4, "id_token_alg: \"HS256\" is none of RS256, ES256, EdDSA")),
        bad(web("\"id_token_alg\": \"none\""), shop(4, "id_token_alg: \"none\" is none of RS256, ES256, EdDSA")),
        bad(web("\"access_token\": \"saml\""), shop(4, "access_token: \"saml\" is none of opaque, jwt")),
        bad(web("\"refresh\": \"never\""), shop(4, "refresh: \"never\" is none of rotate, keep")),
        bad(web("\"refresh_ends\": \"never\""), shop(4, "refresh_ends: \"never\" is none of session, account")),
        bad(web("\"scopes\": \"openid\""), shop(4, "scopes is no array")),
        bad(web("\"scopes\": [\"openid\", \"admin\"]"),
            shop(4, "scopes: \"admin\" is none of openid, profile, email, groups, offline_access")),
        bad(web("\"scopes\": [\"openid\", 3]"), shop(4, "scopes has an element that is no text")),
        bad(web("\"scopes\": [\"email\"]"), shop(4, "scopes lacks \"openid\"")),
        bad(web("\"scopes\": []"), shop(4, "scopes lacks \"openid\"")),
        bad(web("\"groups\": [\"a,b\"]"), shop(4, "groups: \"a,b\" is the name of no group")),
        bad(web("\"groups\": [\n\"staff\",\n\"staff\"]"), shop(6, "groups: \"staff\" stands twice")),
        bad("[{\n\"id\": \"shop\"}]", shop(1, "redirect_uris is missing")),
        bad("[{\n\"id\": \"shop\",\n\"redirect_uris\": []}]", shop(3, "redirect_uris has no address")),
        bad("[{\n\"id\": \"shop\",\n\"redirect_uris\": \"https://a.example/\"}]", shop(3, "redirect_uris is no array")),
        bad("[{\n\"id\": \"shop\",\n\"redirect_uris\": [\n\"https://a.example/\",\n\"https://a.example/#f\"]}]",
            shop(5, "redirect_uris: \"https://a.example/#f\" has a fragment")),
        bad(web("\"post_logout_redirect_uris\": [\"http://a.example/\"]"),
            shop(4, "post_logout_redirect_uris: \"http://a.example/\" begins with http://, which only loopback")),
        bad(web("\"backchannel_logout_uri\": \"http://a.example/\""),
            shop(4, "backchannel_logout_uri: \"http://a.example/\" begins with http://")),
        bad(web("\"backchannel_logout_uri\": \"org.example:/x\""),
            shop(4, "backchannel_logout_uri: \"org.example:/x\" does not begin with https://")),
        bad(web("\"audience\": \"https://api.example.org\"", "\"access_token\": \"jwt\"", "\"audience\": \"x\""),
            "line 6: \"audience\" stands twice in one object"));
  }

  static Stream<Arguments> senseless() {
    return Stream.of(
        bad(web("\"type\": \"native\"", "\"auth_method\": \"client_secret_basic\""),
            shop(5, "auth_method \"client_secret_basic\" makes no sense with type \"native\"")),
        bad(web("\"type\": \"browser\"", "\"auth_method\": \"private_key_jwt\""),
            shop(1, "jwks is missing"), shop(5,
                "auth_method \"private_key_jwt\" makes no sense with type \"browser\"")),
        bad(web("\"type\": \"native\"", "\"pkce\": \"optional\""),
            shop(5, "pkce \"optional\" makes no sense with type \"native\"")),
        bad(web("\"type\": \"browser\"", "\"pkce\": \"optional\""),
            shop(5, "pkce \"optional\" makes no sense with type \"browser\"")),
        bad(web("\"type\": \"browser\"", "\"refresh\": \"keep\""),
            shop(5, "refresh \"keep\" makes no sense with type \"browser\"")),
        bad(web("\"auth_method\": \"none\"", "\"refresh\": \"keep\""),
            shop(5, "refresh \"keep\" makes no sense with auth_method \"none\"")),
        bad(web("\"scopes\": [\"openid\"]", "\"refresh\": \"rotate\"", "\"refresh_ends\": \"session\""),
            shop(5, "refresh makes no sense without \"offline_access\" in scopes"),
            shop(6, "refresh_ends makes no sense without \"offline_access\" in scopes")),
        bad(web("\"type\": \"native\"", "\"backchannel_logout_uri\": \"https://a.example/\""),
            shop(5, "backchannel_logout_uri makes no sense with type \"native\"")),
        bad(web("\"audience\": \"https://api.example.org\""), shop(4, "audience is only for access_token \"jwt\"")),
        bad(web("\"access_token\": \"jwt\""), shop(1, "audience is missing, which access_token \"jwt\" needs")),
        bad(web("\"access_token\": \"jwt\"", "\"audience\": \"a b\""), shop(5, "audience has a blank")),
        bad(web("\"access_token\": \"jwt\"", "\"audience\": [\"a\"]"), shop(5, "audience is no text")),
        bad(web("\"jwks\": " + jwks("")), shop(4, "jwks is only for auth_method \"private_key_jwt\"")),
        bad(web("\"auth_method\": \"private_key_jwt\""), shop(1, "jwks is missing")),
        bad(web("\"auth_method\": \"private_key_jwt\"", "\"jwks\": \"https://a.example/jwks\""),
            shop(5, "jwks is no object")),
        bad(web("\"auth_method\": \"private_key_jwt\"", "\"jwks\": {}"), shop(5,
            "jwks are of no use: it is no JWK set")),
        bad(web("\"auth_method\": \"private_key_jwt\"", "\"jwks\": {\"keys\": []}"),
            shop(5, "jwks are of no use: it is no JWK set")),
        bad(web("\"auth_method\": \"private_key_jwt\"", "\"jwks\": {\"keys\": [{\"kty\": \"EC\"}]}"),
            shop(5, "jwks are of no use: key 1 is no JWK")),
        bad(web("\"auth_method\": \"private_key_jwt\"", "\"jwks\": " + privateKey()),
            shop(5, "jwks are of no use: key 1 has its private part")),
        bad(web("\"auth_method\": \"private_key_jwt\"", "\"jwks\": " + symmetricKey()),
            shop(5, "jwks are of no use: key 1 is of no kind that is used here")),
        bad(web("\"auth_method\": \"private_key_jwt\"", "\"jwks\": " + jwks(",\"use\":\"enc\"")),
            shop(5, "jwks are of no use: key 1 is not for signatures")),
        bad(web("\"auth_method\": \"private_key_jwt\"", "\"jwks\": " + jwks(",\"alg\":\"RS256\"")),
            shop(5, "jwks are of no use: key 1 is for another algorithm")),
        bad(web("\"hosts\": [\"wiki.example.org\"]"), shop(4, "hosts is only for type \"proxy\"")),
        bad(web("\"paths\": [\"/x\"]"), shop(4, "paths is only for type \"proxy\"")));
  }

  static Stream<Arguments> proxies() {
    return Stream.of(
        bad("[{\n\"id\": \"shop\",\n\"type\": \"proxy\"}]", shop(1, "hosts is missing, which type \"proxy\" needs")),
        bad("[{\n\"id\": \"shop\",\n\"type\": \"proxy\",\n\"hosts\": []}]", shop(4, "hosts has no host")),
        bad(proxy("\"redirect_uris\": [\"https://a.example/\"]", "\"scopes\": [\"openid\"]", "\"consent\": \"none\""),
            shop(4, "redirect_uris makes no sense with type \"proxy\""),
            shop(5, "scopes makes no sense with type \"proxy\""), shop(6,
                "consent makes no sense with type \"proxy\"")),
        bad(proxy("\"auth_method\": \"none\""), shop(4, "auth_method makes no sense with type \"proxy\"")),
        badHost("https://wiki.example.org", "is no host alone"),
        badHost("wiki.example.org/x", "is no host alone"),
        badHost("*.example.org", "has a *"),
        badHost("Wiki.example.org", "has a host in upper case"),
        badHost("wiki.example.org:443", "has the port that is the default"),
        badHost("wiki.example.org:0", "has no valid port"),
        badHost("wiki.example.org:", "has no valid port"),
        badHost("wiki.example.org:65536", "has no valid port"),
        badHost("a@wiki.example.org", "has user information"),
        badHost("wiki.example.org.", "has no valid host"),
        badHost("wiki example", "has a character that no host has"),
        badHost("127.1", "has no valid host"),
        badHost("login.example.org", "is the host of ALLY_PUBLIC_URL itself"),
        badPath("static", "does not begin with /"),
        badPath("/*", "leaves nothing that needs a login"),
        badPath("/*/x", "has a * elsewhere"),
        badPath("/x*", "has a * elsewhere"),
        badPath("/a/../b", "has a dot segment"),
        badPath("/a/.", "has a dot segment"),
        badPath("/a//b", "has a dot segment, an empty segment"),
        badPath("/a%2fb", "has a dot segment, an empty segment, or a character that proxies read differently"),
        badPath("/%2e%2e/*", "has a dot segment"),
        badPath("/a;b", "has a dot segment"),
        badPath("/a%3bb", "has a dot segment"),
        badPath("/a%5Cb", "has a dot segment"),
        badPath("/a%25b", "has a dot segment"),
        badPath("/a?b", "has a dot segment"),
        badPath("/a%", "has a dot segment"));
  }

  private static Arguments badHost(String host, String problem) {
    return bad("[{\n\"id\": \"shop\",\n\"type\": \"proxy\",\n\"hosts\": [\"" + host + "\"]}]",
        shop(4, "hosts: \"" + host + "\" " + problem));
  }

  private static Arguments badPath(String path, String problem) {
    return bad(proxy("\"paths\": [\"" + path + "\"]"), shop(4, "paths: \"" + path + "\" " + problem));
  }

  private static String jwks(String more) {
    String key = ec().toPublicJWK().toJSONString();
    return "{\"keys\":[" + key.substring(0, key.length() - 1) + more + "}]}";
  }

  private static String privateKey() {
    return "{\"keys\":[" + ec().toJSONString() + "]}";
  }

  private static String symmetricKey() {
    try {
      return "{\"keys\":[" + new OctetSequenceKeyGenerator(256).generate().toJSONString() + "]}";
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey ec() {
    try {
      return new ECKeyGenerator(Curve.P_256).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> mistakes(String file, boolean mayCallPrivate) {
    Mistakes mistakes = new Mistakes();
    ClientFile.read(file, PUBLIC_URL, mayCallPrivate, mistakes);
    return mistakes.lines();
  }

  private static List<Client> read(String file) {
    Mistakes mistakes = new Mistakes();
    List<Entry> entries = ClientFile.read(file, PUBLIC_URL, false, mistakes);
    assertThat(mistakes.lines()).isEmpty();
    return entries.stream().map(Entry::client).toList();
  }

  @ParameterizedTest
  @MethodSource({"wholeFiles", "fields", "senseless", "proxies"})
  void everyMistakeIsNamedWithItsLine(String file, List<String> expected) {
    List<String> found = mistakes(file, false);
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i)).startsWith(expected.get(i));
    }
  }

  @Test
  void aFileThatIsCutOffIsSaidToBe() {
    String file = web("\"scopes\": [\"openid\"]");
    for (int length = 1; length < file.length(); length++) {
      assertThat(mistakes(file.substring(0, length), false)).as(file.substring(0, length)).singleElement().asString()
          .contains("this is not JSON: ").doesNotContain("Source", "REDACTED");
    }
    assertThat(mistakes("[\n{", false)).singleElement().asString().endsWith("(start marker at line: 2, column: 1)");
  }

  @Test
  void mistakesOfSeveralClientsAreNamedAtOnceInTheOrderOfTheirLines() {
    assertThat(mistakes("[{\n\"id\": \"a\",\n\"colour\": 1\n},\n"
        + "{\n\"id\": \"b\",\n\"redirect_uris\": [\"x\"],\n\"pkce\": 3}]",
        false)).containsExactly(
            "line 1: client \"a\": redirect_uris is missing",
            "line 3: client \"a\": colour is no field of a client; there are access_token, audience, auth_method,"
                + " backchannel_logout_uri, consent, groups, hosts, id, id_token_alg, jwks, name, paths, pkce,"
                + " post_logout_redirect_uris, redirect_uris, refresh, refresh_ends, scopes, second_factor, type",
            "line 7: client \"b\": redirect_uris: \"x\" is not absolute: it begins with no scheme, like https://",
            "line 8: client \"b\": pkce is no text");
  }

  @Test
  void everyDefaultIsAsDocumented() {
    assertThat(read(web())).containsExactly(new Client(
        "shop", "shop", List.of("https://shop.example.org/cb"), List.of(), Optional.empty(), Type.WEB,
        AuthMethod.CLIENT_SECRET_BASIC, Optional.empty(),
        Set.of("openid", "profile", "email", "groups", "offline_access"), SecondFactor.AS_ACCOUNT, Consent.ONCE,
        Pkce.REQUIRED, Client.IdTokenAlg.RS256, Client.AccessTokenForm.OPAQUE, Optional.empty(), Refresh.ROTATE,
        RefreshEnds.ACCOUNT, Set.of(), List.of(), List.of()));
    assertThat(read(client("\"type\": \"native\", \"redirect_uris\": [\"org.example.app:/cb\"]")).get(0).authMethod())
        .isEqualTo(AuthMethod.NONE);
    assertThat(read(client("\"type\": \"browser\", \"redirect_uris\": [\"https://a.example/\"]")).get(0).authMethod())
        .isEqualTo(AuthMethod.NONE);
  }

  @Test
  void everyFieldCanBeSaid() {
    Client client = read(web(
        "\"name\": \"Läden \uD83D\uDED2\"", "\"auth_method\": \"private_key_jwt\"", "\"jwks\": " + jwks(""),
        "\"post_logout_redirect_uris\": [\"https://shop.example.org/bye\"]",
        "\"backchannel_logout_uri\": \"https://shop.example.org/logout\"",
        "\"scopes\": [\"openid\", \"offline_access\"]",
        "\"second_factor\": \"required\"", "\"consent\": \"none\"", "\"pkce\": \"optional\"",
        "\"id_token_alg\": \"EdDSA\"", "\"access_token\": \"jwt\"", "\"audience\": \"https://api.example.org\"",
        "\"refresh\": \"keep\"", "\"refresh_ends\": \"session\"", "\"groups\": [\"staff\", \"B\u00fcro\"]")).get(0);
    assertThat(client.name()).isEqualTo("Läden \uD83D\uDED2");
    assertThat(client.jwks().orElseThrow()).startsWith("{\"keys\":[{\"kty\":\"EC\"");
    assertThat(client.backchannelLogoutUri()).contains("https://shop.example.org/logout");
    assertThat(client.audience()).contains("https://api.example.org");
    assertThat(client.refresh()).isEqualTo(Refresh.KEEP);
    assertThat(client.groups()).containsExactlyInAnyOrder("staff", "B\u00fcro");
    assertThat(client.admits(Set.of("staff", "x"))).isTrue();
    assertThat(client.admits(Set.of("x"))).isFalse();
    assertThat(ClientJson.read(ClientJson.write(client).encode())).isEqualTo(client);
  }

  @Test
  void aProtectedHostHasHostsAndOpenPaths() {
    Client client = read("[{\"id\": \"p\", \"type\": \"proxy\", \"hosts\": [\"a.example\","
        + " \"b.example:8443\", \"[::1]:90\","
        + " \"10.0.0.1\"], \"paths\": [\"/healthz\", \"/static/*\", \"/a%20b\"], \"second_factor\": \"required\","
        + " \"groups\": [\"staff\"]}]").get(0);
    assertThat(client.hosts()).containsExactly("a.example", "b.example:8443", "[::1]:90", "10.0.0.1");
    assertThat(client.paths()).containsExactly("/healthz", "/static/*", "/a%20b");
    assertThat(ClientJson.read(ClientJson.write(client).encode())).isEqualTo(client);
  }

  @Test
  void whatIsShownCanBeAppliedAgain() {
    List<Client> clients = read("[" + String.join(",", List.of(
        web().substring(1, web().length() - 1),
        "{\"id\": \"p\", \"type\": \"proxy\", \"hosts\": [\"a.example\"]}",
        "{\"id\": \"q\", \"redirect_uris\": [\"https://a.example/\"], \"scopes\": [\"openid\"]}")) + "]");
    String shown = clients.stream().map(client -> ClientJson.write(client).encode()).toList().toString();
    assertThat(read(shown)).isEqualTo(clients);
  }

  @Test
  void logoutTokensMayGoToHttpOnlyOnLoopbackOrWhereTheOperatorAllowsIt() {
    assertThat(mistakes(web("\"backchannel_logout_uri\": \"http://127.0.0.1:9000/x\""), false)).isEmpty();
    assertThat(mistakes(web("\"backchannel_logout_uri\": \"http://10.0.0.1/x\""), false)).hasSize(1);
    assertThat(mistakes(web("\"backchannel_logout_uri\": \"http://10.0.0.1/x\""), true)).isEmpty();
  }

  @Test
  void whereThePublicAddressIsHttpTheDefaultPortIsThatOfHttp() {
    Mistakes mistakes = new Mistakes();
    ClientFile.read("[{\"id\": \"p\", \"type\": \"proxy\","
        + " \"hosts\": [\"localhost:443\", \"localhost:80\", \"localhost:8080\"]}]",
        URI.create("http://localhost:8080"), false, mistakes);
    assertThat(mistakes.lines()).containsExactly(
        "line 1: client \"p\": hosts: \"localhost:80\" has the port that is the default: leave it out",
        "line 1: client \"p\": hosts: \"localhost:8080\" is the host of ALLY_PUBLIC_URL itself");
  }

  @Test
  void theDocumentHasEveryFieldAndItsExamplesCanBeApplied() throws IOException {
    String document = Files.readString(Path.of("src/docs/applications.md"));
    assertThat(ClientField.all()).allSatisfy(field -> assertThat(document).contains("\n| `" + field + "` |"));
    List<String> examples = Pattern.compile("(?s)```json\n(\\[.*?])\n```").matcher(document).results()
        .map(match -> match.group(1)).toList();
    assertThat(examples).isNotEmpty().allSatisfy(example -> assertThat(read(example)).isNotEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\uFEFF[]", " [ ] \n"})
  void aFileMayNameNobody(String file) {
    assertThat(read(file)).isEmpty();
  }

  @Test
  void moreThanTenThousandClientsAreRefused() {
    assertThat(mistakes("[" + "{},".repeat(10_000) + "{}]", false))
        .containsExactly("line 1: the file has 10001 clients; it may have 10000");
  }
}
