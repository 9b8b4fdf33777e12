package dev.ally.config;

import java.net.InetAddress;

/**
 * An IP address, or a range such as {@code 10.0.0.0/8} or {@code fd00::/8} (RFC 4632, RFC 4291 §2.3). An IPv4-mapped
 * IPv6 address, {@code ::ffff:10.0.0.1}, counts as the IPv4 address.
 */
public final class AddressRange {
  private static final int IPV4_BITS = 32;
  private static final int IPV6_BITS = 128;

  private final InetAddress first;
  private final int bits;

  private AddressRange(InetAddress first, int bits) {
    this.first = first;
    this.bits = bits;
  }

  /**
   * Reads an address or a range.
   *
   * @throws IllegalArgumentException with a message for the operator, when it is neither
   */
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    InetAddress first = IpAddress.parse(address).orElseThrow(() -> none(text));
    int ofAddress = bitsOf(first);
    int written = address.contains(":") ? IPV6_BITS : IPV4_BITS;
    int bits = slash < 0 ? ofAddress : prefix(text, slash, written) - (written - ofAddress);
    if (bits < 0) {
      throw none(text);
    }
    byte[] bytes = first.getAddress();
    for (int bit = bits; bit < ofAddress; bit++) {
      if ((bytes[bit / Byte.SIZE] & 0x80 >> bit % Byte.SIZE) != 0) {
        throw new IllegalArgumentException("a range must begin with its first address, which " + text + " does not");
      }
    }
    return new AddressRange(first, bits);
  }

  public boolean contains(InetAddress address) {
    byte[] asked = address.getAddress();
    byte[] own = first.getAddress();
    if (asked.length != own.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      if (((asked[bit / Byte.SIZE] ^ own[bit / Byte.SIZE]) & 0x80 >> bit % Byte.SIZE) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The usual notation, short (RFC 5952); a single address has no prefix length. */
  @Override
  public String toString() {
    return IpAddress.text(first) + (bits == bitsOf(first) ? "" : "/" + bits);
  }

  private static int bitsOf(InetAddress address) {
    return address.getAddress().length * Byte.SIZE;
  }

  private static IllegalArgumentException none(String text) {
    return new IllegalArgumentException(
        "must be IP addresses and ranges such as 10.0.0.0/8, separated by commas, not " + text);
  }

  private static int prefix(String text, int slash, int most) {
    String digits = text.substring(slash + 1);
    if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > most) {
      throw none(text);
    }
    return Integer.parseInt(digits);
  }
}
