package dev.ally.bus;

import java.util.List;
import java.util.Locale;

/** A verticle, where it matters which one it is: what it serves, whom it may ask, what it holds. */
public enum Role {
  WEB,
  ACCOUNT,
  TOTP;

  /** As it stands in commands, files and certificates: {@code web}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the id of a node says that it has this role. */
  public static boolean isOf(String node, Role role) {
    String roles = node.substring(0, Math.max(0, node.indexOf('/')));
    return List.of(roles.split("-")).contains(role.text());
  }

  /** @throws IllegalArgumentException saying what would be right */
  public static Role of(String text) {
    for (Role role : values()) {
      if (role.text().equals(text)) {
        return role;
      }
    }
    throw new IllegalArgumentException("must be web, account or totp, not " + text);
  }
}
