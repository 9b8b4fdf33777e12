package dev.ally.account.person;

import dev.ally.contract.account.MailedLinkKind;
import dev.ally.crypto.HmacSha256;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The keyed hashes by which tokens are stored and found. Whoever can only write to the database cannot write a row that
 * a token of theirs opens.
 *
 * @param budgetKeys by which budgets are found, also once the key that seals is another; without one for a purpose it is
 *     that key's
 */
public record Tokens(Keyring keyring, Map<Purpose, Secret> budgetKeys) {
  /** What a token is for; none serves as another. */
  public enum Purpose {
    SESSION,
    PENDING_LOGIN,
    BROWSER,
    PASSWORD_BUDGET,
    SIGN_UP_BUDGET,
    MAIL_BUDGET,
    CHANGE_BUDGET
  }

  /** The purposes of hashes by which something is counted. */
  public static final Set<Purpose> OF_BUDGETS =
      Set.of(Purpose.PASSWORD_BUDGET, Purpose.SIGN_UP_BUDGET, Purpose.MAIL_BUDGET, Purpose.CHANGE_BUDGET);

  /** Whose budgets are those of the key that seals. */
  public Tokens(Keyring keyring) {
    this(keyring, Map.of());
  }

  /** To store it by. */
  public Buffer hash(Purpose purpose, Secret token) {
    Secret budgetKey = budgetKeys.get(purpose);
    return Buffer.buffer(budgetKey == null
        ? keyring.hash(purpose.name(), token)
        : HmacSha256.of(budgetKey.revealBytes(), token.revealBytes()));
  }

  /** Stores the token of a mailed link, which opens nothing as one of another kind. */
  public Buffer hash(MailedLinkKind kind, Secret token) {
    return Buffer.buffer(keyring.hash(purpose(kind), token));
  }

  /** To find it by: one for each key that may have stored it. None for an empty token, which nothing is stored by. */
  public Buffer[] hashes(Purpose purpose, Secret token) {
    return hashes(purpose.name(), token);
  }

  /** Finds the token of a mailed link, as above. */
  public Buffer[] hashes(MailedLinkKind kind, Secret token) {
    return hashes(purpose(kind), token);
  }

  private static String purpose(MailedLinkKind kind) {
    return kind.name() + "_LINK";
  }

  private Buffer[] hashes(String purpose, Secret token) {
    return token.isEmpty()
        ? new Buffer[0]
        : keyring.hashes(purpose, token).stream().map(Buffer::buffer).toArray(Buffer[]::new);
  }

  /**
   * The id under which something is counted, asked of {@code totp} or made. It depends on the secret that was typed and
   * on what that is for, so that asking again with the same repeats nothing, and with another code or password is a guess
   * of its own, whatever id came in.
   */
  public UUID operationId(UUID asked, Secret token, Secret typed) {
    Secret all = Secret.of(asked + " " + token.revealText() + " " + typed.revealText());
    ByteBuffer hash = ByteBuffer.wrap(keyring.hash("OPERATION", all));
    return new UUID(hash.getLong(), hash.getLong());
  }
}
