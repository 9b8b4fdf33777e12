package dev.ally.database;

import java.util.Locale;

/** A verticle's part of the database: what it alone reads and writes. */
public enum Schema {
  ACCOUNT,
  TOTP;

  /** In SQL, and the folder of its migrations. */
  public String sqlName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
