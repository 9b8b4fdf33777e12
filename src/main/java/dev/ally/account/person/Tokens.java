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
 * The keyed hashes under which tokens are stored and found. An attacker who can only write to the database cannot
 * create a row that a token of theirs matches.
 *
 * @param budgetKeys the keys of budgets, which stay when the sealing key is replaced; for a purpose without one the
 *     sealing key is used
 */
public record Tokens(Keyring keyring, Map<Purpose, Secret> budgetKeys) {
  /** What a token is for; a token of one purpose is not valid for another. */
  public enum Purpose {
    SESSION,
    PENDING_LOGIN,
    BROWSER,
    PASSWORD_BUDGET,
    SIGN_UP_BUDGET,
    MAIL_BUDGET,
    CHANGE_BUDGET
  }

  /** The purposes whose hashes identify budgets. */
  public static final Set<Purpose> OF_BUDGETS =
      Set.of(Purpose.PASSWORD_BUDGET, Purpose.SIGN_UP_BUDGET, Purpose.MAIL_BUDGET, Purpose.CHANGE_BUDGET);

  /** Uses the sealing key for budgets too. */
  public Tokens(Keyring keyring) {
    this(keyring, Map.of());
  }

  /** The hash to store a token under. */
  public Buffer hash(Purpose purpose, Secret token) {
    Secret budgetKey = budgetKeys.get(purpose);
    return Buffer.buffer(budgetKey == null
        ? keyring.hash(purpose.name(), token)
        : HmacSha256.of(budgetKey.revealBytes(), token.revealBytes()));
  }

  /** The hash to store the token of a mailed link under; the token is not valid for another kind of link. */
  public Buffer hash(MailedLinkKind kind, Secret token) {
    return Buffer.buffer(keyring.hash(purpose(kind), token));
  }

  /**
   * The hashes to find a token by: one for each key that may have stored it. None for an empty token, which is never
   * stored.
   */
  public Buffer[] hashes(Purpose purpose, Secret token) {
    return hashes(purpose.name(), token);
  }

  /** The same, for the token of a mailed link. */
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
   * The id under which something is counted, made, or asked of {@code totp}. It depends on the secret that was typed
   * and on its purpose: repeating the same request has no effect, and another code or password is a separate guess,
   * whatever id the client sent.
   */
  public UUID operationId(UUID asked, Secret token, Secret typed) {
    Secret all = Secret.of(asked + " " + token.revealText() + " " + typed.revealText());
    ByteBuffer hash = ByteBuffer.wrap(keyring.hash("OPERATION", all));
    return new UUID(hash.getLong(), hash.getLong());
  }
}
