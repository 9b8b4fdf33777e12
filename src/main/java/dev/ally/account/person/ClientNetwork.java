package dev.ally.account.person;

import io.netty.util.NetUtil;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The network that a client's address counts as: an IPv4 address alone, an IPv6 address as its /64, since one client is
 * usually given a whole /64 (RFC 6177).
 */
public final class ClientNetwork {
  private static final int IPV6_SIZE_BYTES = 16;
  private static final int NETWORK_SIZE_BYTES = 8;
  private static final int SITE_SIZE_BYTES = 6;

  private ClientNetwork() {}

  /** Equal for addresses that count as one client. */
  public static String of(String address) {
    return prefix(address, NETWORK_SIZE_BYTES);
  }

  /**
   * Equal for addresses that one customer of a provider may have: an IPv4 address alone, an IPv6 address as its /48. So
   * a customer with 65,536 networks is still one.
   */
  public static String site(String address) {
    return prefix(address, SITE_SIZE_BYTES);
  }

  /**
   * What is told of an address to a person who may not be its user: the /24 of an IPv4 address, the /48 of an IPv6
   * address; no characters for a text that is no address.
   */
  public static String told(String address) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    if (bytes == null) {
      return "";
    }
    if (bytes.length == IPV6_SIZE_BYTES && !isMappedIpv4(bytes)) {
      ByteBuffer groups = ByteBuffer.wrap(bytes);
      return String.format(Locale.ROOT, "%x:%x:%x::/48", groups.getShort(), groups.getShort(), groups.getShort());
    }
    int last = bytes.length - 1;
    return (bytes[last - 3] & 0xff) + "." + (bytes[last - 2] & 0xff) + "." + (bytes[last - 1] & 0xff) + ".0/24";
  }

  private static String prefix(String address, int sizeBytes) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    if (bytes == null || bytes.length != IPV6_SIZE_BYTES) {
      return address;
    }
    return isMappedIpv4(bytes)
        ? NetUtil.bytesToIpAddress(bytes, IPV6_SIZE_BYTES - 4, 4)
        : HexFormat.of().formatHex(Arrays.copyOf(bytes, sizeBytes));
  }

  /** An IPv4 address in {@code ::ffff:0:0/96}. */
  private static boolean isMappedIpv4(byte[] bytes) {
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return bytes[10] == -1 && bytes[11] == -1;
  }
}
