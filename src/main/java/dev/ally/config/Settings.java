package dev.ally.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything that an operator sets, validated.
 *
 * @param http where the pages are served
 * @param management where health and metrics are served; never the same as {@code http}
 * @param publicUrl the address that people type; no path, no slash at the end
 * @param dataDir the embedded database, the keys that Ally makes, and the operator's own {@code site/} files
 * @param trustedProxies addresses whose {@code X-Forwarded-For} counts
 * @param issuer the name in the authenticator app and on the pages
 */
public record Settings(
    Listen http,
    Listen management,
    URI publicUrl,
    Database database,
    Keys keys,
    Hash hash,
    Path dataDir,
    List<String> trustedProxies,
    String issuer,
    SignUp signUp,
    Limits limits) {

  /** @param port 0 takes any free one */
  public record Listen(String host, int port) {}

  /**
   * PostgreSQL's addresses, each {@code postgresql://user:password@host:port/database}; they hold passwords, so
   * {@link #toString()} shows none.
   *
   * @param uri of the owner, or the one login for all; empty: the embedded server, unless the next two are set
   * @param account login of least privilege for the schema {@code account}; empty: {@code uri}
   * @param totp login of least privilege for the schema {@code totp}; empty: {@code uri}
   * @param poolSize connections of each pool
   */
  public record Database(Optional<URI> uri, Optional<URI> account, Optional<URI> totp, int poolSize) {
    public boolean embedded() {
      return uri.isEmpty() && account.isEmpty() && totp.isEmpty();
    }

    @Override
    public String toString() {
      return "Database[poolSize=" + poolSize + "]";
    }
  }

  /** The key file of each verticle; empty: one that Ally makes in the data directory. */
  public record Keys(Optional<Path> account, Optional<Path> totp) {}

  /**
   * What a password costs, and how many are hashed at once.
   *
   * @param memoryKib argon2id's memory in KiB
   * @param iterations argon2id's passes
   * @param threads how many hash at once
   * @param queue how many may wait, in all
   */
  public record Hash(int memoryKib, int iterations, int threads, int queue) {}

  /** Who may make an account. */
  public enum SignUp { OPEN, CLOSED }
}
