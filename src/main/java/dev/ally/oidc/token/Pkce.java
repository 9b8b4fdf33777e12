package dev.ally.oidc.token;

import dev.ally.crypto.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Proof key for code exchange (RFC 7636), with the method {@code S256} alone. */
final class Pkce {
  /** RFC 7636 §4.1. */
  private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

  private Pkce() {}

  /**
   * What is wrong with a verifier. One comes if and only if a challenge came: otherwise an attacker who strips the
   * challenge from a request turns the proof off (RFC 9700 §2.1.1).
   *
   * @param challenge empty: none came
   * @param verifier empty: none came
   */
  static Optional<String> error(String challenge, Secret verifier) {
    if (challenge.isEmpty()) {
      return verifier.isEmpty() ? Optional.empty() : Optional.of("code_verifier came, and no code_challenge before it");
    }
    if (verifier.isEmpty()) {
      return Optional.of("code_verifier is missing");
    }
    String text = verifier.revealText();
    return VERIFIER.matcher(text).matches() && Secret.of(challenge).equals(challengeOf(text))
        ? Optional.empty()
        : Optional.of("code_verifier is wrong");
  }

  private static Secret challengeOf(String verifier) {
    try {
      return Tokens.text(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
