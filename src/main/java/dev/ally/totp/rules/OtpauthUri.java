package dev.ally.totp.rules;

import dev.ally.crypto.Secret;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A key and the name of its authenticator as other programs write them: {@code otpauth://totp/LABEL?secret=…}.
 *
 * @param label what stands behind the issuer; empty: nothing
 * @see <a href="https://github.com/google/google-authenticator/wiki/Key-Uri-Format">Key URI format</a>
 */
public record OtpauthUri(TotpKey key, String label) {
  private static final String PREFIX = "otpauth://totp/";
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");
  private static final Pattern HMAC = Pattern.compile("^HMAC");
  private static final int FEWEST_KEY_BYTES = 10;
  private static final int MOST_KEY_BYTES = 128;

  /** Why a text is no such URI, or its key cannot be used. */
  public enum Problem { NOT_TOTP, NO_SECRET, SECRET_TOO_SHORT, SECRET_TOO_LONG, ALGORITHM, DIGITS, PERIOD }

  /** A URI that is refused. */
  public static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Problem problem;

    Refused(Problem problem) {
      super(problem.name());
      this.problem = problem;
    }

    public Problem problem() {
      return problem;
    }
  }

  /** @throws Refused if it is no URI of a time-based key, or the key is none that this server verifies codes of */
  public static OtpauthUri parse(Secret text) {
    String uri = text.revealText().strip();
    if (!uri.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
      throw new Refused(Problem.NOT_TOTP);
    }
    int query = uri.indexOf('?');
    if (query < 0) {
      throw new Refused(Problem.NO_SECRET);
    }
    Map<String, String> parameters = parameters(uri.substring(query + 1));
    String label = decoded(uri.substring(PREFIX.length(), query));
    return new OtpauthUri(key(parameters), label.substring(label.indexOf(':') + 1).strip());
  }

  private static TotpKey key(Map<String, String> parameters) {
    byte[] bytes = Base32.decode(parameters.getOrDefault("secret", ""));
    require(bytes.length > 0, Problem.NO_SECRET);
    require(bytes.length >= FEWEST_KEY_BYTES, Problem.SECRET_TOO_SHORT);
    require(bytes.length <= MOST_KEY_BYTES, Problem.SECRET_TOO_LONG);
    int digits = number(parameters.getOrDefault("digits", "6"), Problem.DIGITS);
    require(digits >= TotpKey.FEWEST_DIGITS && digits <= TotpKey.MOST_DIGITS, Problem.DIGITS);
    int period = number(parameters.getOrDefault("period", "30"), Problem.PERIOD);
    require(period >= TotpKey.SHORTEST_PERIOD_SECONDS && period <= TotpKey.LONGEST_PERIOD_SECONDS, Problem.PERIOD);
    return new TotpKey(Secret.of(bytes), algorithm(parameters.getOrDefault("algorithm", "SHA1")), digits, period);
  }

  /** Some write HmacSHA1 or SHA-1. */
  private static TotpKey.Algorithm algorithm(String name) {
    String plain = HMAC.matcher(name.toUpperCase(Locale.ROOT).replace("-", "")).replaceFirst("");
    try {
      return TotpKey.Algorithm.valueOf(plain);
    } catch (IllegalArgumentException none) {
      throw new Refused(Problem.ALGORITHM);
    }
  }

  private static int number(String text, Problem otherwise) {
    require(NUMBER.matcher(text).matches(), otherwise);
    return Integer.parseInt(text);
  }

  private static void require(boolean so, Problem otherwise) {
    if (!so) {
      throw new Refused(otherwise);
    }
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String one : query.split("&")) {
      int equals = one.indexOf('=');
      if (equals > 0) {
        parameters.putIfAbsent(one.substring(0, equals).toLowerCase(Locale.ROOT), decoded(one.substring(equals + 1)));
      }
    }
    return parameters;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      throw new Refused(Problem.NOT_TOTP);
    }
  }

  /** The URI. */
  public Secret text() {
    return Secret.of(PREFIX + URLEncoder.encode(label, StandardCharsets.UTF_8).replace("+", "%20")
        + "?secret=" + key.base32().revealText() + "&algorithm=" + key.algorithm() + "&digits=" + key.digits()
        + "&period=" + key.periodSeconds());
  }

  @Override
  public String toString() {
    return "OtpauthUri[" + label + "]";
  }
}
