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
 * The mailed links that this browser has opened, each in a tab of its own perhaps. Their tokens stand in one cookie,
 * and nowhere else: an address names a link by its reference, and a form by its form token, whose key is the link's
 * token.
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

  /** Names a link: 72 bits of a keyed hash (HMAC-SHA256), from which its token cannot be computed. */
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

  /** The cookie's value once this one was opened as well; the oldest goes where there are too many. */
  public Secret with(Secret opened) {
    return cookie(Stream.concat(Stream.of(opened), others(opened)).limit(Cookie.mostLinks()));
  }

  /** The cookie's value without this one; empty when there is no other. */
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
