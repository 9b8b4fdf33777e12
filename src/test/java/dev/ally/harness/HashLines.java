package dev.ally.harness;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Passwords as Have I Been Pwned's file has them. */
public final class HashLines {
  private HashLines() {}

  /** The lines of these passwords, in order. */
  public static String of(String... passwords) {
    return Arrays.stream(passwords).map(password -> hash(password) + ":" + password.length() + "\r\n").sorted()
        .collect(Collectors.joining());
  }

  /** 40 upper-case hex digits. */
  public static String hash(String password) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(password.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().withUpperCase().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
