package dev.ally.oidc.key;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads JSON Web Tokens (RFC 7519) that were not verified yet. */
final class JwtReader {
  /** The library would pass over other characters. */
  private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  private JwtReader() {}

  /**
   * A signed token in compact form. One without a signature is none, and neither is one that brings a key with it, by
   * whichever header (RFC 7515 §4.1.2 to §4.1.6).
   */
  static Optional<JWSObject> parse(String jwt) {
    if (!COMPACT.matcher(jwt).matches()) {
      return Optional.empty();
    }
    try {
      JWSObject token = JWSObject.parse(jwt);
      JWSHeader header = token.getHeader();
      boolean bringsKey = header.getJWK() != null || header.getJWKURL() != null || header.getX509CertURL() != null
          || header.getX509CertChain() != null;
      return bringsKey ? Optional.empty() : Optional.of(token);
    } catch (ParseException | RuntimeException malformed) {
      return Optional.empty();
    }
  }

  /** The claims; empty: the payload is no JSON object. */
  static Optional<Map<String, Object>> claims(JWSObject token) {
    return Optional.ofNullable(token.getPayload().toJSONObject());
  }
}
