package dev.ally.database;

import java.util.Locale;

/** The part of the database that one verticle reads and writes. */
public enum Schema {
  ACCOUNT,
  TOTP;

  /** The name in SQL, and of the folder of its migrations. */
  public String sqlName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
