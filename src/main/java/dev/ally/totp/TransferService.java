package dev.ally.totp;

import dev.ally.contract.totp.ExportAuthenticators;
import dev.ally.contract.totp.ImportAuthenticators.Imported;
import dev.ally.contract.totp.ImportAuthenticators.Reason;
import dev.ally.contract.totp.ImportAuthenticators.Refused;
import dev.ally.contract.totp.ImportAuthenticators;
import dev.ally.crypto.Secret;
import dev.ally.totp.PgTransferStore.Taken;
import dev.ally.totp.rules.OtpauthUri;
import dev.ally.totp.rules.TotpKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Takes over authenticators of other programs, and hands out those that are exported. */
final class TransferService {
  private static final int MOST_OF_AN_ACCOUNT = 10;
  private static final int LONGEST_NAME = 60;

  private final PgTransferStore store;
  private final SealedKeys keys;
  private final Clock clock;

  TransferService(PgTransferStore store, SealedKeys keys, Clock clock) {
    this.store = store;
    this.keys = keys;
    this.clock = clock;
  }

  /** Reads and seals the keys beside the event loop: there are many of them. */
  Future<ImportAuthenticators.Answer> take(Vertx vertx, ImportAuthenticators question) {
    return vertx.executeBlocking(() -> read(question), false)
        .compose(read -> store.take(read.taken, clock.instant()).map(read.answer));
  }

  private record Read(List<Taken> taken, ImportAuthenticators.Answer answer) {}

  private Read read(ImportAuthenticators question) {
    List<Taken> taken = new ArrayList<>();
    Set<UUID> imported = new TreeSet<>();
    List<Refused> refused = new ArrayList<>();
    for (Imported account : question.accounts()) {
      try {
        taken.addAll(taken(account));
        imported.add(account.accountId());
      } catch (OtpauthUri.Refused refusal) {
        refused.add(new Refused(account.accountId(), Reason.valueOf(refusal.problem().name())));
      } catch (TooManyOfAccount tooMany) {
        refused.add(new Refused(account.accountId(), Reason.TOO_MANY));
      }
    }
    return new Read(taken, new ImportAuthenticators.Answer(imported, refused));
  }

  private static final class TooManyOfAccount extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** One key is taken once, however often it is named. */
  private List<Taken> taken(Imported account) {
    Map<UUID, OtpauthUri> byId = new LinkedHashMap<>();
    account.uris().forEach(uri -> {
      OtpauthUri read = OtpauthUri.parse(uri);
      byId.putIfAbsent(id(account.accountId(), read.key()), read);
    });
    if (byId.isEmpty() || byId.size() > MOST_OF_AN_ACCOUNT) {
      throw new TooManyOfAccount();
    }
    List<Taken> taken = new ArrayList<>();
    byId.forEach((id, uri) -> taken.add(new Taken(
        id, account.accountId(), uri.key(), keys.seal(account.accountId(), id, uri.key()),
        byId.size() == 1 ? "" : name(uri.label(), taken.size() + 1))));
    return taken;
  }

  /** The same key of the same account has the same id, so that it is taken once. */
  private UUID id(UUID accountId, TotpKey key) {
    ByteBuffer hash = ByteBuffer.wrap(keys.keyring().hash("IMPORTED", Secret.of(accountId + " " + key.algorithm() + " "
        + key.digits() + " " + key.periodSeconds() + " " + key.base32().revealText())));
    return new UUID(hash.getLong(), hash.getLong());
  }

  /** Labels are often the same, so each has its number. */
  private static String name(String label, int number) {
    String shown = label.codePoints().filter(Character::isLetterOrDigit).limit(1).count() == 0
        || label.chars().anyMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c)
            || Character.getType(c) == Character.FORMAT) ? "TOTP"
        : label.length() > LONGEST_NAME ? label.substring(0, LONGEST_NAME) : label;
    return shown + " " + number;
  }

  Future<ExportAuthenticators.Answer> export(ExportAuthenticators question) {
    return store.export(question.accountIds()).map(ExportAuthenticators.Answer::new);
  }
}
