package dev.ally.cli.transfer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.apache.commons.codec.binary.Base32;

/** An account of another program, on its way to a line of an import. */
final class ForeignAccount {
  private final JsonObject line = new JsonObject();
  private final JsonArray authenticators = new JsonArray();
  private final JsonArray groups = new JsonArray();

  /** Sets a field; a null is left out. */
  ForeignAccount put(String field, Object value) {
    if (value != null) {
      line.put(field, value);
    }
    return this;
  }

  void authenticator(String uri) {
    authenticators.add(uri);
  }

  /** What stands between slashes in Keycloak is a path of groups. */
  void group(String name) {
    groups.add(name.replaceFirst("^/", "").replace('/', '.'));
  }

  String line() {
    return line.put("authenticators", authenticators).put("groups", groups).encode();
  }

  static String uri(String type, String label, String base32, String algorithm, Object digits, Object period) {
    return "otpauth://" + type + "/" + encoded(label) + "?secret=" + encoded(base32)
        + "&algorithm=" + encoded(algorithm) + "&digits=" + encoded(String.valueOf(digits)) + "&period=" + encoded(String.valueOf(period));
  }

  static String base32(String raw) {
    return new Base32().encodeToString(raw.getBytes(StandardCharsets.UTF_8)).replace("=", "");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** In ASCII and short, for a terminal. */
  static String shown(String name) {
    String cut = name.length() > 40 ? name.substring(0, 40) + "..." : name;
    return '"' + cut.replaceAll("[^ -~]|\"", "?") + '"';
  }
}
