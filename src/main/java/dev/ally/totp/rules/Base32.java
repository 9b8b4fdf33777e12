package dev.ally.totp.rules;

import io.vertx.ext.auth.impl.Codec;
import java.util.Locale;
import java.util.regex.Pattern;

/** Base32 (RFC 4648 §6) as people and programs write it: in any case, with blanks or hyphens, with or without padding. */
final class Base32 {
  private static final Pattern ALPHABET = Pattern.compile("[A-Z2-7]+");
  private static final Pattern IGNORED = Pattern.compile("[ -]|=+$");

  private Base32() {}

  /** The bytes; none if it is no base32. */
  static byte[] decode(String text) {
    String plain = IGNORED.matcher(text.toUpperCase(Locale.ROOT)).replaceAll("");
    return ALPHABET.matcher(plain).matches() ? Codec.base32Decode(plain) : new byte[0];
  }
}
