package dev.ally.database;

import java.util.UUID;

/**
 * A column of sealed values. Its table also has a column {@code id} of the type uuid, unique, and a column {@code
 * sealing_key_id} with the key under which the value is sealed.
 *
 * @param table without its schema
 * @param column of the type bytea: nonce, ciphertext and tag
 */
public record SealedColumn(String table, String column) {
  /** What the value of a row is bound to, so that it does not open in another row or column. */
  public String owner(UUID id) {
    return table + "." + column + " " + id;
  }
}
