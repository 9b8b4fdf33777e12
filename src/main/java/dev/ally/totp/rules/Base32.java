package dev.ally.totp.rules;

import io.vertx.ext.auth.impl.Codec;
import java.util.Locale;

/** Base32 (RFC 4648 §6) as people and programs write it: in any case, with blanks or hyphens, with or without padding. */
final class Base32 {
  private static final String ALPHABET = "[A-Z2-7]+";

  private Base32() {}

  /** The bytes; none if it is no base32. */
  static byte[] decode(String text) {
    String plain = text.toUpperCase(Locale.ROOT).replaceAll("[ -]|=+$", "");
    return plain.matches(ALPHABET) ? Codec.base32Decode(plain) : new byte[0];
  }
}
