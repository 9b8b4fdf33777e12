package dev.ally.cli.transfer;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Key URIs, one a line. The label, behind the issuer, is the email address; several with one address are authenticators
 * of one account. The accounts have no password.
 */
record OtpauthList(Path file) implements ImportSource {
  private static final String PREFIX = "otpauth://";

  private record Found(int line, ForeignAccount account) {}

  @Override
  public void read(Sink sink) throws IOException, InterruptedException {
    Map<String, Found> byEmail = new LinkedHashMap<>();
    TextLines.read(file, new Sink() {
      @Override
      public void line(int number, String text) throws InterruptedException {
        String email = email(text);
        if (text.startsWith("#")) {
          return;
        }
        if (email.isEmpty()) {
          bad(number, "is no otpauth:// URI with an email address as its label");
          return;
        }
        byEmail.computeIfAbsent(
            email.toLowerCase(Locale.ROOT), first -> new Found(number, new ForeignAccount().put("email", email)))
            .account.authenticator(text);
      }

      @Override
      public void bad(int number, String reason) throws InterruptedException {
        sink.bad(number, reason);
      }
    });
    for (Found found : byEmail.values()) {
      sink.line(found.line, found.account.line());
    }
  }

  /** Empty: there is none. */
  private static String email(String uri) {
    int label = uri.indexOf('/', PREFIX.length()) + 1;
    int query = uri.indexOf('?');
    if (!uri.regionMatches(true, 0, PREFIX, 0, PREFIX.length()) || label == 0 || query < label) {
      return "";
    }
    try {
      String text = URLDecoder.decode(uri.substring(label, query).replace("+", "%2B"), StandardCharsets.UTF_8);
      String email = text.substring(text.indexOf(':') + 1).strip();
      return email.contains("@") ? email : "";
    } catch (IllegalArgumentException notEncoded) {
      return "";
    }
  }
}
