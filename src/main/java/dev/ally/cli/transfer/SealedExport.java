package dev.ally.cli.transfer;

import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * A sealed export: a line in JSON that names the key, then for each account a line that is sealed with AES-256-GCM and
 * in base64, and at the end a sealed line with their number. Each line is bound to its file and its place, so that none
 * can be altered, moved, added or left out without notice.
 */
public final class SealedExport {
  private static final String VERSION = "ally_sealed_export";
  private static final String KEY = "key";
  private static final String FILE = "file";

  private final Keyring key;
  private final SecureRandom random;
  private final String file;
  private int lines;

  /** @param file a random name, which every line is bound to */
  public SealedExport(Keyring key, Secret file, SecureRandom random) {
    this.key = key;
    this.file = file.revealText();
    this.random = random;
  }

  /** The first line. */
  public String header() {
    return new JsonObject().put(VERSION, 1).put(KEY, key.sealingId()).put(FILE, file).encode();
  }

  /** The next line, sealed. */
  public String line(Secret text) {
    return seal(text, owner(file, lines++));
  }

  /** The last line. */
  public String end() {
    return seal(Secret.of(String.valueOf(lines)), ownerOfEnd(file));
  }

  private String seal(Secret text, String owner) {
    return Base64.getEncoder().encodeToString(key.seal(text.revealBytes(), owner, random).bytes());
  }

  static String owner(String file, int index) {
    return "export " + file + " " + index;
  }

  static String ownerOfEnd(String file) {
    return "export " + file + " end";
  }

  static boolean isHeader(String line) {
    return header(line).isPresent();
  }

  /** @param keyId of the key that seals the file */
  record Header(String keyId, String file) {}

  static Optional<Header> header(String line) {
    if (!line.startsWith("{\"" + VERSION)) {
      return Optional.empty();
    }
    try {
      JsonObject json = new JsonObject(line);
      return json.getValue(KEY) instanceof String keyId && json.getValue(FILE) instanceof String file
          && Integer.valueOf(1).equals(json.getValue(VERSION))
          ? Optional.of(new Header(keyId, file)) : Optional.empty();
    } catch (DecodeException none) {
      return Optional.empty();
    }
  }
}
