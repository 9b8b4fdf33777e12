package dev.ally.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads IP addresses from text. No name server is ever asked, not even for what nearly is an address. */
public final class IpAddress {
  private static final Pattern CHARACTERS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

  private IpAddress() {}

  /** The address, of either version and in any spelling of RFC 4291 §2.2; empty for anything else. */
  public static Optional<InetAddress> parse(String text) {
    byte[] bytes = CHARACTERS.matcher(text).matches() ? NetUtil.createByteArrayFromIpAddressString(text) : null;
    try {
      return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of so many bytes is one", e);
    }
  }
}
