package dev.ally.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses as text. Reading one never asks a name server, not even for text that is almost an address. */
public final class IpAddress {
  private static final Pattern CHARACTERS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

  private IpAddress() {}

  /** The address, IPv4 or IPv6, in any notation of RFC 4291 §2.2; empty for any other text. */
  public static Optional<InetAddress> parse(String text) {
    byte[] bytes = CHARACTERS.matcher(text).matches() ? NetUtil.createByteArrayFromIpAddressString(text) : null;
    try {
      return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of so many bytes is one", e);
    }
  }

  /** An address as people and other programs write it: an IPv6 address in the short form of RFC 5952. */
  public static String text(InetAddress address) {
    return NetUtil.toAddressString(address);
  }
}
