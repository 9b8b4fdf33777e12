package dev.ally.account.person;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The network that a client's address counts as: an IPv4 address alone, an IPv6 address as its /64, since one client is
 * usually given a whole /64 (RFC 6177).
 */
public final class ClientNetwork {
  private static final int IPV6_SIZE_BYTES = 16;
  private static final int NETWORK_SIZE_BYTES = 8;

  private ClientNetwork() {}

  /** Equal for addresses that count as one client. */
  public static String of(String address) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    return bytes != null && bytes.length == IPV6_SIZE_BYTES
        ? HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_SIZE_BYTES))
        : address;
  }
}
