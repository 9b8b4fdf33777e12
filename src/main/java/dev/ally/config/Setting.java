package dev.ally.config;

import java.util.Arrays;
import java.util.Optional;

/** The settings, as {@code serve --help} prints them. The name of a constant is the name of the variable. */
public enum Setting {
  ALLY_HTTP_HOST("127.0.0.1", "the address on which the pages are served"),
  ALLY_HTTP_PORT("8080", "its port; 0 takes any free one"),
  ALLY_HTTP_IDLE_SECONDS("180",
      "seconds that an idle connection to the pages is kept; longer than the proxy in front keeps its own, or people"
          + " get its 502"),
  ALLY_MANAGEMENT_HOST("127.0.0.1", "the address of /health/live, /health/ready and /metrics"),
  ALLY_MANAGEMENT_PORT("8081", "its port, never the pages' one; 0 takes any free one"),
  ALLY_PUBLIC_URL("http://localhost: and ALLY_HTTP_PORT",
      "the address that people type, http or https, without a path; links, redirects, origin checks and cookie flags"
          + " come from it"),
  ALLY_DATABASE_URI("none: embedded",
      "postgresql://user:password@host:port/database, percent-encoded, PostgreSQL 15 or newer; ?sslmode= disable,"
          + " prefer, require or verify-full, &sslrootcert= a PEM file"),
  ALLY_ACCOUNT_DATABASE_URI("ALLY_DATABASE_URI",
      "the login of least privilege for the schema account; \"ally.jar migrate\" makes it"),
  ALLY_TOTP_DATABASE_URI("ALLY_DATABASE_URI",
      "the login of least privilege for the schema totp; \"ally.jar migrate\" makes it"),
  ALLY_OIDC_DATABASE_URI("ALLY_DATABASE_URI",
      "the login of least privilege for the schema oidc; \"ally.jar migrate\" makes it; where the two above are set and"
          + " this is not, the oidc verticle is left out"),
  ALLY_ACCOUNT_KEY_FILE("made in the data directory",
      "the keys of the account verticle: one a line, 32 bytes in base64; the first seals, all of them open"),
  ALLY_TOTP_KEY_FILE("made in the data directory", "the keys of the totp verticle, in the same form"),
  ALLY_OIDC_KEY_FILE("made in the data directory", "the keys of the oidc verticle, in the same form"),
  ALLY_DATABASE_POOL("16", "connections of each pool"),
  ALLY_HASH_MEMORY_KIB("19456", "argon2id's memory for one password"),
  ALLY_HASH_ITERATIONS("2",
      "argon2id's passes; at least one of 1 over 47104 KiB, 2 over 19456, 3 over 12288, 4 over 9216, 5 over 7168"),
  ALLY_HASH_THREADS("one for each core", "how many passwords are hashed at once"),
  ALLY_HASH_QUEUE("as many as 10 s hold, at most 1024 for each thread", "how many may wait for it, in all"),
  ALLY_BREACHED_PASSWORDS_FILE("none",
      "SHA-1 hashes of passwords that are refused when one is chosen: Have I Been Pwned's file ordered by hash, one"
          + " HASH:COUNT a line; the account verticle reads it, and looks passwords up in it without loading it"),
  ALLY_DATA_DIR("ally-data in the working directory",
      "the embedded database, the keys that Ally makes, and your own style, logo and help text, in the folder site"),
  ALLY_CLUSTER_HOSTS("none: not clustered",
      "where other processes of Ally are found: host:port,host:port or dns:NAME; in a cluster Ally"
          + " makes neither a database nor keys"),
  ALLY_CLUSTER_HOST("127.0.0.1",
      "the address that this node binds for the cluster and for the bus; 0.0.0.0: that of this machine's own name"),
  ALLY_CLUSTER_PORT("7800", "the cluster's port; failure detection takes the one 100 above"),
  ALLY_BUS_PORT("any free one", "the bus's port"),
  ALLY_CLUSTER_ADVERTISED_HOST("ALLY_CLUSTER_HOST", "where the other nodes reach this one"),
  ALLY_CLUSTER_KEYS("none",
      "the directory with this role's certificate and keys, or with a directory for each role; \"ally.jar cluster init\""
          + " makes it"),
  ALLY_TRUSTED_PROXIES("none",
      "IP addresses and ranges such as 10.0.0.0/8, separated by commas, whose X-Forwarded-For counts"),
  ALLY_ISSUER("Ally", "the name in the authenticator app and on the pages, at most 64 characters, without a colon"),
  ALLY_SIGNUP("open; with ALLY_MAIL_HOST confirmed",
      "open: anyone can make an account; confirmed: anyone, after opening a mailed link; closed: only the"
          + " operator"),
  ALLY_SECOND_FACTOR("optional",
      "optional; required: an account without a second factor links one at the next login, before anything else;"
          + " required-by:2027-01-31: from that day on, 00:00 UTC; groups can demand it too"),
  ALLY_SIGNUPS_PER_HOUR("500", "how many accounts may be made from one address, or one IPv6 /64, in an hour"),
  ALLY_MAIL_HOST("none: emails go to files",
      "the SMTP server that sends emails; set it for web as well, which then offers what needs email. Without it, a"
          + " process that is not clustered writes emails to the folder outbox in ALLY_DATA_DIR; a clustered one sends"
          + " none"),
  ALLY_MAIL_PORT("587, with tls 465, with none 25", "its port"),
  ALLY_MAIL_TLS("starttls",
      "starttls: required; tls: from the first byte; none: unencrypted, only for a server on the same machine or"
          + " network"),
  ALLY_MAIL_USER("none", "the login at that server"),
  ALLY_MAIL_PASSWORD("none", "its password"),
  ALLY_MAIL_FROM("no-reply@ and the host of ALLY_PUBLIC_URL", "the sender address of emails"),
  ALLY_ACTIVITY_DAYS("400", "how many days the activity of an account is kept"),
  ALLY_AUDIT_LOG("off",
      "where security events are told, one JSON object a line: off, stdout, or a file; commands tell theirs in the file"
          + " too, or on standard error"),
  ALLY_ACCESS_LOG("off",
      "where requests to the pages are told, one JSON object a line: off, stdout, or a file; never a query string"),
  ALLY_LOG_FORMAT("text", "text, or json: one object a line, from the first"),
  ALLY_LOG_LEVEL("info", "how much is logged: error, warn, info, debug or trace"),
  ALLY_OUTGOING_PRIVATE("false",
      "true: logout tokens and webhooks may go to private addresses and by http, for programs on one's own network");

  /** Added to the name of a secret, it names a file with its value. */
  static final String FILE_SUFFIX = "_FILE";

  private final String fallback;
  private final String meaning;

  Setting(String fallback, String meaning) {
    this.fallback = fallback;
    this.meaning = meaning;
  }

  /** Describes the default. */
  public String fallback() {
    return fallback;
  }

  /** Describes the setting. */
  public String meaning() {
    return meaning;
  }

  /** Whether the value is a secret. A secret may come from a file named by {@code …_FILE}. */
  public boolean isSecret() {
    return this == ALLY_DATABASE_URI || this == ALLY_ACCOUNT_DATABASE_URI || this == ALLY_TOTP_DATABASE_URI
        || this == ALLY_OIDC_DATABASE_URI || this == ALLY_MAIL_PASSWORD;
  }

  static Optional<Setting> named(String name) {
    return Arrays.stream(values()).filter(setting -> setting.name().equals(name)).findFirst();
  }
}
