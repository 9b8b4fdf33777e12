package dev.ally.totp;

import dev.ally.crypto.Keyring;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import dev.ally.totp.rules.RecoveryCode;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Seals recovery codes: the hash of each, and for a while all of them in clear, to be shown. */
record SealedRecoveryCodes(Keyring keyring, SecureRandom random) {
  private static final String BETWEEN = " ";

  Sealed sealHash(UUID accountId, UUID id, RecoveryCode code) {
    return keyring.seal(code.hash(), ownerOfHash(accountId, id), random);
  }

  /** Whether the row of {@code recovery_code} holds this code. */
  boolean isOf(Row row, UUID accountId, RecoveryCode code) {
    byte[] hash = keyring.open(sealed(row, "sealed_hash"), ownerOfHash(accountId, row.getUUID("id")));
    return MessageDigest.isEqual(hash, code.hash());
  }

  Sealed sealShown(UUID accountId, UUID id, List<RecoveryCode> codes) {
    String all = codes.stream().map(code -> code.letters().revealText()).collect(Collectors.joining(BETWEEN));
    return keyring.seal(all.getBytes(StandardCharsets.US_ASCII), ownerOfShown(accountId, id), random);
  }

  List<RecoveryCode> openShown(Row row) {
    byte[] all = keyring.open(
        sealed(row, "sealed_codes"), ownerOfShown(row.getUUID("account_id"), row.getUUID("id")));
    return Stream.of(new String(all, StandardCharsets.US_ASCII).split(BETWEEN))
        .map(letters -> new RecoveryCode(Secret.of(letters)))
        .toList();
  }

  private static Sealed sealed(Row row, String column) {
    return new Sealed(row.getString("sealing_key_id"), row.getBuffer(column).getBytes());
  }

  static String ownerOfHash(UUID accountId, UUID id) {
    return "recovery code " + accountId + " " + id;
  }

  static String ownerOfShown(UUID accountId, UUID id) {
    return "shown recovery codes " + accountId + " " + id;
  }
}
