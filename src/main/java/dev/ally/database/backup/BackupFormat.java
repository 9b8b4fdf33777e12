package dev.ally.database.backup;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The form of a backup's file.
 *
 * <ol>
 *   <li>a line with the number of the format
 *   <li>a line with the {@link BackupHeader}
 *   <li>the tables, compressed by gzip: of each its name, its columns, its rows in pieces as {@code COPY} writes them
 *       in text format, an empty piece, and the number of its rows; an empty name ends them
 *   <li>SHA-256 over all of that, 32 bytes. It shows that the file is whole, not who wrote it
 * </ol>
 */
final class BackupFormat {
  static final String FIRST_WORDS = "Ally backup, format ";
  static final int VERSION = 1;
  static final int CHECKSUM_BYTES = 32;
  static final int PIECE_BYTES = 64 * 1024;
  static final int LONGEST_HEADER_BYTES = 1024 * 1024;

  private BackupFormat() {}

  static MessageDigest checksum() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
