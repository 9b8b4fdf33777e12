package dev.ally.web.forward;

import java.util.HexFormat;

/** Percent-encoding (RFC 3986 §2.1). */
final class Percent {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private Percent() {}

  static String encoded(byte one) {
    return "%" + HEX.toHexDigits(one);
  }
}
