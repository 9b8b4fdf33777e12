package dev.ally.database;

import dev.ally.bus.Role;
import java.util.EnumSet;
import java.util.Set;

/** The part of the database that one verticle reads and writes. */
public enum Schema {
  ACCOUNT(Role.ACCOUNT),
  TOTP(Role.TOTP),
  OIDC(Role.OIDC);

  private final Role role;

  Schema(Role role) {
    this.role = role;
  }

  /** The schemas of these verticles. */
  public static Set<Schema> of(Set<Role> roles) {
    Set<Schema> schemas = EnumSet.allOf(Schema.class);
    schemas.removeIf(schema -> !roles.contains(schema.role));
    return schemas;
  }

  /** The verticle whose schema it is. */
  public Role role() {
    return role;
  }

  /** The name in SQL, and of the folder of its migrations. */
  public String sqlName() {
    return role.text();
  }
}
