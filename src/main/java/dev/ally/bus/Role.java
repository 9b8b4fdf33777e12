package dev.ally.bus;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The role of a process or verticle: it decides what it serves, which roles it may ask, and which keys it holds. */
public enum Role {
  WEB,
  ACCOUNT,
  TOTP,
  OIDC;

  /** The name in commands, files and certificates: {@code web}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Every role. */
  public static Set<Role> all() {
    return EnumSet.allOf(Role.class);
  }

  /** Every role but this one. */
  public static Set<Role> allBut(Role role) {
    return EnumSet.complementOf(EnumSet.of(role));
  }

  /** Whether the id of a node contains this role. */
  public static boolean isOf(String node, Role role) {
    String roles = node.substring(0, Math.max(0, node.indexOf('/')));
    return List.of(roles.split("-")).contains(role.text());
  }

  /** @throws IllegalArgumentException with the names that are allowed */
  public static Role of(String text) {
    for (Role role : values()) {
      if (role.text().equals(text)) {
        return role;
      }
    }
    throw new IllegalArgumentException("must be web, account, totp or oidc, not " + text);
  }
}
