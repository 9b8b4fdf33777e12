package dev.ally.bus.cluster;

import dev.ally.bus.Role;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Map;

/**
 * The static keys of a process.
 *
 * @param own the key pairs of the roles that run in it
 * @param known the public keys of the roles that these communicate with
 */
public record RoleKeys(Map<Role, KeyPair> own, Map<Role, PublicKey> known) {
  public RoleKeys {
    own = Map.copyOf(own);
    known = Map.copyOf(known);
  }

  boolean know(Role role) {
    return known.containsKey(role);
  }

  KeyPair ownOf(Role role) {
    KeyPair keys = own.get(role);
    if (keys == null) {
      throw new IllegalStateException("this process does not have the keys of " + role.text());
    }
    return keys;
  }

  PublicKey knownOf(Role role) {
    PublicKey key = known.get(role);
    if (key == null) {
      throw new IllegalStateException("this process does not know the key of " + role.text());
    }
    return key;
  }

  @Override
  public String toString() {
    return "RoleKeys" + own.keySet();
  }
}
