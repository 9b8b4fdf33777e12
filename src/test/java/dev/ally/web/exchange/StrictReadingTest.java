package dev.ally.web.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.crypto.Secret;
import dev.ally.web.Site;
import dev.ally.web.guard.FormToken;
import dev.ally.web.guard.Origin;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Whatever a client sends is read, or refused with {@link Refused}; nothing else comes of it. */
class StrictReadingTest {
  private static final Client CLIENT = new Client(List.of("10.0.0.1"));
  private static final Cookies COOKIES = new Cookies(Site.settings());

  /** Bytes of which forms are made, in any order. */
  @Provide
  Arbitrary<byte[]> almostForms() {
    return Arbitraries.strings().withChars("ab=&%+0Cf\u0000\u00c3\u00a9\u00ff").ofMaxLength(30)
        .map(text -> text.replace("a", Field.KEY.id()).getBytes(StandardCharsets.ISO_8859_1));
  }

  @Property
  void formsAreReadOrRefused(@ForAll byte[] anything, @ForAll("almostForms") byte[] almost) {
    read(anything);
    read(almost);
  }

  private static void read(byte[] encoded) {
    try {
      FormFields fields = FormFields.parse(encoded);
      fields.find(Field.KEY).ifPresent(text -> assertThat(text).doesNotContain("\u0000", "\ufffd"));
    } catch (Refused refused) {
      assertThat(refused.refusal()).isEqualTo(Refusal.MALFORMED);
    }
  }

  @Property
  void formsAreReadAsTheyWereWritten(@ForAll @Size(max = 5) Map<Field, @StringLength(max = 12) String> written) {
    Map<Field, String> texts = new EnumMap<>(Field.class);
    written.forEach((field, value) -> texts.put(field, text(value)));
    String encoded = texts.entrySet().stream()
        .map(field -> field.getKey().id() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
    FormFields fields = FormFields.parse(encoded.getBytes(StandardCharsets.US_ASCII));
    texts.forEach((field, value) -> assertThat(fields.find(field)).contains(value));
  }

  /** Without what no text holds. */
  private static String text(String any) {
    return any.codePoints()
        .filter(c -> c != 0 && Character.getType(c) != Character.SURROGATE)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  @Provide
  Arbitrary<String> almostCookies() {
    return Arbitraries.of(
            "ally_session", "ally_flash", "=", ";", " ", "; ", "\"", "ACTIVATED", "x".repeat(43), "-".repeat(43),
            "x".repeat(42), "\t", "\u00e9", "$Path")
        .list().ofMaxSize(10).map(parts -> String.join("", parts));
  }

  @Property
  void cookiesAreWellFormedOrAbsent(
      @ForAll @Size(max = 3) List<@From("almostCookies") String> headers, @ForAll String anything) {
    assertThat(COOKIES.read(List.of(anything))).isEmpty();
    COOKIES.read(headers).forEach((cookie, value) -> assertThat(value).matches("[A-Za-z0-9_-]{43}|[A-Z_]{1,40}"));
  }

  @Provide
  Arbitrary<String> almostPaths() {
    return Arbitraries.strings().withChars("/\\.:@?#%2F5CEae; \t\r\n\u0000\u00e9").ofMaxLength(12);
  }

  /**
   * A browser that follows {@code Location} from any page of this site stays on it, whether the text comes from a field
   * or from the program: nothing else is a LocalPath.
   */
  @Property
  void pathsLeadToThisSiteAlone(@ForAll("almostPaths") String almost, @ForAll String anything) {
    for (String text : List.of(almost, anything, "/" + almost)) {
      assertThat(LocalPath.of(text).isPresent()).isEqualTo(isMade(text));
      LocalPath.of(text).ifPresent(path -> {
        assertThat(path.text()).isEqualTo(text).matches("/|/[^/\\\\].*").doesNotContain("\\", "\r", "\n", " ", "\t");
        assertThat(withoutDots(decoded(text))).as("what is left of %s", text).doesNotMatch("[/\\\\]{2}.*");
        assertThat(LocalPath.of(path.after("/login").text())).contains(path.after("/login"));
      });
    }
  }

  private static boolean isMade(String text) {
    try {
      return new LocalPath(text).text().equals(text);
    } catch (IllegalArgumentException noneOfThisSite) {
      return false;
    }
  }

  /** As a proxy may send it on. */
  private static String decoded(String text) {
    return text.replaceAll("(?i)%2f", "/").replaceAll("(?i)%2e", ".").replaceAll("(?i)%5c", "\\\\");
  }

  /** RFC 3986 §5.2.4. */
  private static String withoutDots(String text) {
    Deque<String> kept = new ArrayDeque<>();
    for (String segment : text.replaceFirst("[?#].*", "").substring(1).split("/", -1)) {
      if (segment.equals("..")) {
        kept.pollLast();
      } else if (!segment.equals(".")) {
        kept.addLast(segment);
      }
    }
    return "/" + String.join("/", kept);
  }

  @Property
  void pathsThatJavaCanResolveStayOnThisSite(@ForAll("almostPaths") String almost) {
    LocalPath.of(almost).filter(path -> isUri(path.text())).ifPresent(path ->
        assertThat(URI.create("https://ally.example/login").resolve(path.text()).getHost()).isEqualTo("ally.example"));
  }

  private static boolean isUri(String text) {
    return !Pattern.compile("%(?![0-9A-Fa-f]{2})").matcher(text).find() && text.indexOf('#') == text.lastIndexOf('#');
  }

  @Property
  void formTokensAreCheckedWhateverTheyAre(@ForAll String token, @ForAll String visitor, @ForAll @NotBlank String key) {
    assertThat(FormToken.check(token, Secret.of("v" + visitor), Secret.of(key))).isEqualTo(FormToken.Verdict.MISSING);
    String made = FormToken.make(Secret.of("v" + visitor), Secret.of(key));
    assertThat(FormToken.check(made, Secret.of("v" + visitor), Secret.of(key))).isEqualTo(FormToken.Verdict.VALID);
    assertThat(FormToken.check(made, Secret.of("w" + visitor), Secret.of(key + "x")))
        .isEqualTo(FormToken.Verdict.FOREIGN);
  }

  /** Lists of real addresses, the proxy's among them, mixed with arbitrary text. */
  @Provide
  Arbitrary<List<String>> forwardedFor() {
    Arbitrary<String> address = Arbitraries.of("10.0.0.1", "198.51.100.7", "2001:db8::1", "[2001:db8::1]:4711");
    Arbitrary<String> addresses = address.list().ofMaxSize(3).map(hops -> String.join(", ", hops));
    return Arbitraries.oneOf(addresses, Arbitraries.strings()).list().ofMaxSize(3);
  }

  @Property
  void aForwardedForOfAnUnlistedClientIsNeverBelieved(@ForAll("forwardedFor") List<String> headers) {
    assertThat(CLIENT.addressOf("203.0.113.9", headers)).isEqualTo("203.0.113.9");
  }

  @Provide
  Arbitrary<String> almostAddresses() {
    return Arbitraries.strings().withChars("0123456789abcdef.:[],% ").ofMaxLength(30);
  }

  /** What comes of it names no host and is short: it is kept and shown. */
  @Property
  void aProxysForwardedForIsAnAddressOrNothing(@ForAll("almostAddresses") String almost, @ForAll String anything) {
    for (String header : List.of(almost, anything)) {
      assertThat(CLIENT.addressOf("10.0.0.1", List.of(header))).matches("[0-9a-f.:]{2,45}");
    }
  }

  @Property
  void anythingButTheOwnOriginIsForeign(@ForAll String origin, @ForAll String fetchSite) {
    Origin own = new Origin(URI.create("https://ally.example"));
    assertThat(own.isForeign(List.of(origin), List.of())).isTrue();
    assertThat(own.isForeign(List.of(), List.of(fetchSite))).isTrue();
  }
}
