package dev.ally.web.guard;

import dev.ally.crypto.HmacSha256;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.Request;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The mailed links that this browser has opened, perhaps in several tabs. Their tokens are only in one cookie. An
 * address names a link by its reference. A form names it by its form token, whose key is the link's token.
 *
 * @param tokens the newest first
 */
public record OpenedMailedLinks(List<Secret> tokens) {
  private static final String SEPARATOR = ".";
  private static final int REFERENCE_SIZE_BYTES = 9;

  public static OpenedMailedLinks of(Request request) {
    return new OpenedMailedLinks(request.find(Cookie.LINK).stream()
        .flatMap(all -> Stream.of(all.revealText().split("\\" + SEPARATOR)))
        .map(Secret::of)
        .toList());
  }

  /** The reference of a link: 72 bits of a keyed hash (HMAC-SHA256), which does not reveal the token. */
  public static String reference(Secret token) {
    byte[] hash = HmacSha256.of(token.revealBytes(), "ally link reference 1".getBytes(StandardCharsets.US_ASCII));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, REFERENCE_SIZE_BYTES));
  }

  /** The link with that reference; empty when this browser does not hold it. */
  public Optional<Secret> named(String reference) {
    return tokens.stream().filter(token -> reference(token).equals(reference)).findFirst();
  }

  /** The link to which the posted form belongs; empty when this browser does not hold it. */
  public Optional<Secret> ofForm(Request request) {
    String formToken = request.form().text(Field.CSRF);
    return tokens.stream()
        .filter(token -> FormToken.check(formToken, request.visitorToken(), token) == FormToken.Verdict.VALID)
        .findFirst();
  }

  /** The cookie's value with one more link. If there are too many, the oldest is dropped. */
  public Secret with(Secret opened) {
    return cookie(Stream.concat(Stream.of(opened), others(opened)).limit(Cookie.mostLinks()));
  }

  /** The cookie's value without that link; empty when there is no other. */
  public Secret without(Secret closed) {
    return cookie(others(closed));
  }

  private Stream<Secret> others(Secret one) {
    return tokens.stream().filter(token -> !token.equals(one));
  }

  private static Secret cookie(Stream<Secret> tokens) {
    return Secret.of(tokens.map(Secret::revealText).collect(Collectors.joining(SEPARATOR)));
  }
}
