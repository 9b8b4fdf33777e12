package dev.ally.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/** Certificates and keys in files, as RFC 7468 writes them. */
final class Pem {
  static final String CERTIFICATE = "CERTIFICATE";
  static final String PRIVATE_KEY = "PRIVATE KEY";
  static final String PUBLIC_KEY = "PUBLIC KEY";

  private static final int LINE = 64;
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private Pem() {}

  /** Writes a new file that only its owner may read. */
  static void write(Path file, String label, byte[]... ders) throws IOException {
    StringBuilder text = new StringBuilder();
    for (byte[] der : ders) {
      String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
      text.append("-----BEGIN ").append(label).append("-----\n").append(body)
          .append("\n-----END ").append(label).append("-----\n");
    }
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (posix) {
      Files.createFile(file, OWNER_ALONE);
    } else {
      Files.createFile(file);
    }
    Files.writeString(file, text, StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
  }

  /**
   * The first one in the file.
   *
   * @throws ClusterRefused when it does not hold one
   */
  static byte[] read(Path file, String label) {
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII);
      int begin = text.indexOf("-----BEGIN " + label + "-----");
      int end = text.indexOf("-----END " + label + "-----");
      if (begin < 0 || end < begin) {
        throw new ClusterRefused("ALLY_CLUSTER_KEYS: " + file + " holds no " + label.toLowerCase(Locale.ROOT));
      }
      return Base64.getMimeDecoder().decode(text.substring(text.indexOf('\n', begin), end));
    } catch (IOException e) {
      throw new ClusterRefused("ALLY_CLUSTER_KEYS: " + file + " cannot be read", e);
    } catch (IllegalArgumentException e) {
      throw new ClusterRefused("ALLY_CLUSTER_KEYS: " + file + " is damaged", e);
    }
  }
}
