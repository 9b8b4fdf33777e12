package dev.ally.account.transfer;

import dev.ally.account.password.SealedPasswords;
import dev.ally.account.person.StoredAddresses;
import dev.ally.account.transfer.PgTransferStore.Stored;
import dev.ally.bus.Bus;
import dev.ally.contract.account.AccountFilter.Cursor;
import dev.ally.contract.account.ExportAccounts.Answer;
import dev.ally.contract.account.ExportAccounts;
import dev.ally.contract.totp.ExportAuthenticators;
import dev.ally.contract.totp.FindEnrolled;
import dev.ally.crypto.SealBroken;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exports accounts. */
public final class ExportService {
  private static final Logger LOG = LoggerFactory.getLogger(ExportService.class);

  private final PgTransferStore store;
  private final StoredAddresses addresses;
  private final SealedPasswords sealed;
  private final Bus bus;

  public ExportService(PgTransferStore store, StoredAddresses addresses, SealedPasswords sealed, Bus bus) {
    this.store = store;
    this.addresses = addresses;
    this.sealed = sealed;
    this.bus = bus;
  }

  public Future<Answer> export(ExportAccounts question) {
    Future<Void> begun = question.after().equals(Cursor.START) ? addresses.readAll() : Future.succeededFuture();
    return begun.compose(read -> store.export(question.after())).compose(some -> {
      List<UUID> ids = some.stream().map(Stored::id).toList();
      Future<List<Secret>> lines = question.withSecrets()
          ? uris(ids).map(uris -> some.stream().map(one -> withSecrets(one, uris)).toList())
          : enrolled(some).map(enrolled -> some.stream().map(one -> line(
              one, one.twoFactor().orElseGet(() -> enrolled.contains(one.id())))).map(ExportService::secret).toList());
      return lines.map(all -> new Answer(
          all, some.size() < PgTransferStore.EXPORTED_AT_ONCE
              ? Optional.empty() : Optional.of(some.get(some.size() - 1).cursor())));
    });
  }

  private Future<Map<UUID, List<Secret>>> uris(List<UUID> ids) {
    return ExportAuthenticators.OPERATION.ask(bus, new ExportAuthenticators(ids)).map(answer -> {
      Map<UUID, List<Secret>> uris = new HashMap<>();
      answer.accounts().forEach(one -> uris.put(one.accountId(), one.uris()));
      return uris;
    });
  }

  private Future<Set<UUID>> enrolled(List<Stored> some) {
    List<UUID> unknown = some.stream().filter(one -> one.twoFactor().isEmpty()).map(Stored::id).toList();
    return unknown.isEmpty()
        ? Future.succeededFuture(Set.of())
        : FindEnrolled.OPERATION.ask(bus, new FindEnrolled(unknown)).map(FindEnrolled.Answer::enrolled);
  }

  private Secret withSecrets(Stored one, Map<UUID, List<Secret>> uris) {
    List<Secret> own = uris.getOrDefault(one.id(), List.of());
    JsonObject line = line(one, !own.isEmpty());
    try {
      line.put("password_hash", sealed.open(one.id(), one.hash()));
    } catch (SealBroken broken) {
      LOG.error("the password hash of account {} was not written by Ally: {}", one.id(), broken.getMessage());
    }
    JsonArray authenticators = new JsonArray();
    own.forEach(uri -> authenticators.add(uri.revealText()));
    return secret(line.put("authenticators", authenticators));
  }

  private static JsonObject line(Stored one, boolean secondFactor) {
    JsonObject line = new JsonObject()
        .put("id", one.id().toString()).put("email", one.email()).put("name", one.name())
        .put("created_at", one.createdAt().toString());
    if (!one.language().isEmpty()) {
      line.put("language", one.language());
    }
    return line
        .put("locked", one.locked()).put("groups", new JsonArray(one.groups())).put("second_factor", secondFactor);
  }

  private static Secret secret(JsonObject line) {
    return Secret.of(line.encode());
  }
}
