package dev.ally.cli.transfer;

import dev.ally.cli.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file of accounts. It can be read several times, and each time it is read from its begin to its end. */
public interface ImportSource {
  /** The programs whose files are read; the names of the constants are the values of the option. */
  enum From { keycloak, authelia, kratos, otpauth }

  /** Takes what is read. */
  interface Sink {
    /**
     * One account.
     *
     * @param number where it begins in the file, counted from 1
     * @param text a line as {@code src/docs/accounts.md} describes it
     */
    void line(int number, String text) throws InterruptedException;

    /** What cannot be imported, and why. */
    void bad(int number, String reason) throws InterruptedException;
  }

  void read(Sink sink) throws IOException, InterruptedException;

  /**
   * The accounts in a file.
   *
   * @param keyFile opens it, if it is sealed
   * @param from the program that wrote it; empty: this one
   * @throws Refused if the file cannot be read
   */
  static ImportSource of(Path file, Optional<Path> keyFile, Optional<From> from) {
    if (!Files.isRegularFile(file)) {
      throw new Refused("There is no file " + file);
    }
    if (keyFile.isPresent() && from.isPresent()) {
      throw new Refused("--key-file opens exports of Ally, and goes not with --from");
    }
    return from.isEmpty()
        ? keyFile.<ImportSource>map(key -> new SealedLines(file, ExportKey.read(key), key))
            .orElseGet(() -> new JsonLines(file))
        : switch (from.get()) {
          case keycloak -> new KeycloakUsers(file);
          case authelia -> new AutheliaUsers(file);
          case kratos -> new KratosIdentities(file);
          case otpauth -> new OtpauthList(file);
        };
  }
}
