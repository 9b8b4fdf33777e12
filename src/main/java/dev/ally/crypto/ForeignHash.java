package dev.ally.crypto;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hash of a password that another program made: Argon2, bcrypt, scrypt, PBKDF2 or crypt's SHA-2, as text in PHC,
 * modular-crypt or Django's form. Libraries compute all of them.
 *
 * <p>A call takes up to seconds. Must not run on an event loop.
 */
public final class ForeignHash {
  /** What a hash may need, in KiB. */
  public static final int MOST_MEMORY_KIB = 128 * 1024;
  /** What longer text cannot be: no form has more characters. */
  public static final int LONGEST = 2_000;

  /** A form of text, and how it is read. */
  private record Form(Pattern pattern, Reader reader) {
    static Form of(String regex, Reader reader) {
      return new Form(Pattern.compile(regex), reader);
    }
  }

  private interface Reader {
    /** @throws Unusable if it cannot be a hash, or costs too much */
    ForeignHash read(Matcher matcher);
  }

  /** Whether a password belongs to a hash. */
  private interface Comparison {
    boolean matches(byte[] password);
  }

  /** A text that is no hash which can be verified; the message says why, and contains nothing of it. */
  public static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message);
    }
  }

  private static final String B64 = "([A-Za-z0-9+/._-]+={0,2})";
  private static final String NUMBER = "([1-9]\\d{0,8})";

  private static final List<Form> FORMS = List.of(
      Form.of("(?:argon2)?\\$argon2(id|i|d)(?:\\$v=(16|19))?\\$m=" + NUMBER + ",t=" + NUMBER + ",p=" + NUMBER
          + "(?:,keyid=[^,$]*)?(?:,data=[^,$]*)?\\$" + B64 + "\\$" + B64, ForeignHash::argon2),
      Form.of("(?:bcrypt\\$)?(\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53})", ForeignHash::bcrypt),
      Form.of("bcrypt_sha256\\$(\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53})", ForeignHash::bcryptOfSha256),
      Form.of("\\$pbkdf2(|-sha1|-sha256|-sha512)\\$" + NUMBER + "\\$" + B64 + "\\$" + B64, ForeignHash::pbkdf2),
      Form.of("\\$pbkdf2(|-sha1|-sha256|-sha512)\\$i=" + NUMBER + "(?:,l=\\d+)?\\$" + B64 + "\\$" + B64,
          ForeignHash::pbkdf2),
      Form.of("pbkdf2_(sha1|sha256)\\$" + NUMBER + "\\$([^$]+)\\$" + B64, ForeignHash::djangosPbkdf2),
      Form.of("\\$scrypt\\$ln=" + NUMBER + ",r=" + NUMBER + ",p=" + NUMBER + "\\$" + B64 + "\\$" + B64,
          ForeignHash::scrypt),
      Form.of("scrypt\\$" + NUMBER + "\\$([^$]+)\\$" + NUMBER + "\\$" + NUMBER + "\\$" + B64,
          ForeignHash::djangosScrypt),
      Form.of("\\$firescrypt\\$ln=" + NUMBER + ",r=" + NUMBER + ",p=1"
          + ("\\$" + B64).repeat(4), ForeignHash::firebase),
      Form.of("(\\$([56])\\$(?:rounds=" + NUMBER + "\\$)?[./A-Za-z0-9]{1,16}\\$)([./A-Za-z0-9]{43}|[./A-Za-z0-9]{86})",
          ForeignHash::shaCrypt));

  private final String kind;
  private final int memoryKib;
  private final Comparison comparison;

  private ForeignHash(String kind, int memoryKib, Comparison comparison) {
    this.kind = kind;
    this.memoryKib = memoryKib;
    this.comparison = comparison;
  }

  /**
   * Reads a hash.
   *
   * @throws Unusable with the reason, if its form is not known, or it costs more than may be spent
   */
  public static ForeignHash parse(String text) {
    if (text.length() <= LONGEST) {
      for (Form form : FORMS) {
        Matcher matcher = form.pattern.matcher(text);
        if (matcher.matches()) {
          return form.reader.read(matcher);
        }
      }
    }
    throw new Unusable("password_hash has a form that is not known");
  }

  /**
   * A hash that costs what those of this kind cost, and that no password matches; empty: there is no such kind.
   *
   * @param kind as {@link #kind} names it
   */
  public static Optional<ForeignHash> dummy(String kind, SecureRandom random) {
    String[] part = kind.split(" ");
    String salt = text(16, random);
    try {
      return Optional.of(parse(switch (part[0]) {
        case "bcrypt" -> "$2b$" + part[1] + "$" + text(40, random).substring(0, 53).replace('+', '.');
        case "pbkdf2-sha1", "pbkdf2-sha256", "pbkdf2-sha512" ->
            "$" + part[0] + "$" + part[1] + "$" + salt + "$" + text(Integer.parseInt(part[2]), random);
        case "scrypt" -> "$scrypt$ln=" + part[1] + ",r=" + part[2] + ",p=" + part[3] + "$" + salt + "$"
            + text(32, random);
        case "firebase" -> "$firescrypt$ln=" + part[1] + ",r=" + part[2] + ",p=1$" + salt + "$" + text(64, random) + "$"
            + text(1, random) + "$" + text(64, random);
        case "sha256crypt" -> "$5$rounds=" + part[1] + "$saltsaltsaltsalt$" + ".".repeat(43);
        case "sha512crypt" -> "$6$rounds=" + part[1] + "$saltsaltsaltsalt$" + ".".repeat(86);
        default -> "$" + part[0] + "$v=" + part[1] + "$m=" + part[2] + ",t=" + part[3] + ",p=" + part[4] + "$" + salt
            + "$" + text(32, random);
      }));
    } catch (Unusable | ArrayIndexOutOfBoundsException | NumberFormatException none) {
      return Optional.empty();
    }
  }

  /** The algorithm and what it costs: hashes of one kind take as long. */
  public String kind() {
    return kind;
  }

  /** The memory that verifying takes, in KiB. */
  public int memoryKib() {
    return memoryKib;
  }

  /** Whether this is the password, as it was typed. Blocking. */
  public boolean matches(Secret password) {
    byte[] bytes = password.revealBytes();
    try {
      return comparison.matches(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Names the kind alone. */
  @Override
  public String toString() {
    return "ForeignHash[" + kind + "]";
  }

  private static ForeignHash argon2(Matcher matcher) {
    String type = "argon2" + matcher.group(1);
    int version = matcher.group(2) == null ? ForeignArgon2.OLD_VERSION : Integer.parseInt(matcher.group(2));
    ForeignArgon2 argon2 = new ForeignArgon2(
        type, new Argon2.Parameters(version, number(matcher, 3), number(matcher, 4), number(matcher, 5)));
    byte[] salt = bytes(matcher.group(6));
    byte[] hash = bytes(matcher.group(7));
    argon2.requireAllowed(salt, hash);
    return new ForeignHash(argon2.kind(), argon2.parameters().memoryKib(),
        password -> MessageDigest.isEqual(hash, argon2.compute(salt, hash.length, password)));
  }

  private static ForeignHash bcrypt(Matcher matcher) {
    String text = matcher.group(1);
    return new ForeignHash(ForeignBcrypt.kind(matcher.group(2)), 0, password -> ForeignBcrypt.matches(text, password));
  }

  private static ForeignHash bcryptOfSha256(Matcher matcher) {
    String text = matcher.group(1);
    return new ForeignHash(
        ForeignBcrypt.kind(matcher.group(2)), 0, password -> ForeignBcrypt.matchesSha256(text, password));
  }

  private static ForeignHash pbkdf2(Matcher matcher) {
    String algorithm = matcher.group(1).isEmpty() ? "sha1" : matcher.group(1).substring(1);
    return pbkdf2(algorithm, number(matcher, 2), bytes(matcher.group(3)), bytes(matcher.group(4)));
  }

  /** The salt is text. */
  private static ForeignHash djangosPbkdf2(Matcher matcher) {
    return pbkdf2(matcher.group(1), number(matcher, 2), ForeignPbkdf2.utf8(matcher.group(3)), bytes(matcher.group(4)));
  }

  private static ForeignHash pbkdf2(String algorithm, int iterations, byte[] salt, byte[] hash) {
    ForeignPbkdf2 pbkdf2 = new ForeignPbkdf2(algorithm, iterations, hash.length);
    pbkdf2.requireAllowed();
    return new ForeignHash(pbkdf2.kind(), 0, password -> pbkdf2.matches(hash, salt, password));
  }

  /** {@code ln} is the logarithm of the cost. Kratos writes the cost itself, which no logarithm is as large as. */
  private static ForeignHash scrypt(Matcher matcher) {
    int ln = number(matcher, 1);
    return scrypt(ln < ForeignScrypt.LEAST_COST ? ln : ForeignScrypt.logarithm(ln), number(matcher, 2),
        number(matcher, 3), bytes(matcher.group(4)), bytes(matcher.group(5)));
  }

  /** The salt is text, and the cost stands itself. */
  private static ForeignHash djangosScrypt(Matcher matcher) {
    return scrypt(ForeignScrypt.logarithm(number(matcher, 1)), number(matcher, 3), number(matcher, 4),
        ForeignPbkdf2.utf8(matcher.group(2)), bytes(matcher.group(5)));
  }

  private static ForeignHash scrypt(int log, int blockSize, int parallelism, byte[] salt, byte[] hash) {
    ForeignScrypt scrypt = new ForeignScrypt(log, blockSize, parallelism);
    scrypt.requireAllowed();
    return new ForeignHash("scrypt " + scrypt.cost(), scrypt.memoryKib(),
        password -> MessageDigest.isEqual(hash, scrypt.compute(salt, hash.length, password)));
  }

  private static ForeignHash firebase(Matcher matcher) {
    ForeignScrypt scrypt = new ForeignScrypt(number(matcher, 1), number(matcher, 2), 1);
    scrypt.requireAllowed();
    byte[] hash = bytes(matcher.group(4));
    byte[] salt = ForeignScrypt.joined(bytes(matcher.group(3)), bytes(matcher.group(5)));
    byte[] signerKey = bytes(matcher.group(6));
    return new ForeignHash("firebase " + scrypt.logarithm() + " " + scrypt.blockSize(), scrypt.memoryKib(),
        password -> MessageDigest.isEqual(hash, scrypt.encrypted(signerKey, salt, password)));
  }

  private static ForeignHash shaCrypt(Matcher matcher) {
    ForeignShaCrypt crypt = ForeignShaCrypt.of(matcher.group(2), matcher.group(3), matcher.group(1), matcher.group(4));
    return new ForeignHash(crypt.kind(), 0, crypt::matches);
  }

  static void require(boolean allowed, String otherwise) {
    if (!allowed) {
      throw new Unusable(otherwise);
    }
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  /** Base64 in any alphabet, with or without padding. */
  private static byte[] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(
          base64.replace('.', '+').replace('-', '+').replace('_', '/').replace("=", ""));
    } catch (IllegalArgumentException notBase64) {
      throw new Unusable("password_hash has a part that is not base64");
    }
  }

  private static String text(int sizeBytes, SecureRandom random) {
    byte[] bytes = new byte[sizeBytes];
    random.nextBytes(bytes);
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }
}
