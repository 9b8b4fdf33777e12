package dev.ally.config;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A login as an operator writes it in a setting, with its password. */
public final class LoginUri {
  private LoginUri() {}

  public static URI of(PostgresLogin login) {
    String host = login.host().contains(":") ? "[" + login.host() + "]" : login.host();
    String certificate = login.rootCertificate().map(file -> "&sslrootcert=" + encode(file.toString())).orElse("");
    return URI.create("postgresql://" + encode(login.user()) + ":" + encode(login.password().revealText()) + "@" + host
        + ":" + login.port() + "/" + encode(login.database()) + "?sslmode=" + login.encryption().sslmode()
        + certificate);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
