package dev.ally.account;

import dev.ally.account.password.SealedPasswords;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Sealed;
import java.security.SecureRandom;
import java.util.UUID;

/** The contents of an account's row, to write thousands of them without asking for each. */
public final class AccountRows {
  private AccountRows() {}

  /** The password's hash, as the account's row holds it. */
  public static Sealed sealed(Keyring keyring, SecureRandom random, UUID accountId, String hash) {
    return new SealedPasswords(keyring, random).seal(accountId, hash);
  }
}
