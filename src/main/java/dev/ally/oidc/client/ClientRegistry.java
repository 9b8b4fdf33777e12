package dev.ally.oidc.client;

import dev.ally.contract.oidc.ApplyClients;
import dev.ally.contract.oidc.ApplyClients.Applied;
import dev.ally.contract.oidc.FindClient;
import dev.ally.contract.oidc.ListClients;
import dev.ally.contract.oidc.ListClients.Listed;
import dev.ally.contract.oidc.MakeClientSecret;
import dev.ally.contract.oidc.RemoveClient;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import dev.ally.database.SealedColumn;
import dev.ally.oidc.client.ClientFile.Entry;
import dev.ally.oidc.client.PgRegistry.NewSecret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What an operator does with the registry of clients. */
public final class ClientRegistry {
  /** What is sealed of the registry. */
  public static final SealedColumn SEALED = ClientSecrets.SEALED;

  private static final int LISTED_AT_ONCE = 500;

  private final Vertx vertx;
  private final PgRegistry registry;
  private final Clients clients;
  private final ClientSecrets secrets;
  private final Clock clock;
  private final URI publicUrl;
  private final boolean mayCallPrivate;

  /**
   * @param publicUrl where this server is; it protects no host that is its own
   * @param mayCallPrivate whether logout tokens may go to http addresses
   * @param belongings tables of the schema with a column {@code client_id}, whose rows go with the client
   */
  public ClientRegistry(
      Vertx vertx, Pool pool, Keyring keyring, Clock clock, SecureRandom random, URI publicUrl,
      boolean mayCallPrivate, List<String> belongings) {
    this.vertx = vertx;
    this.registry = new PgRegistry(pool, belongings);
    this.clients = new Clients(pool);
    this.secrets = new ClientSecrets(keyring, random);
    this.clock = clock;
    this.publicUrl = publicUrl;
    this.mayCallPrivate = mayCallPrivate;
  }

  /** A file of ten thousand clients takes longer to read than an event loop may be held up. */
  public Future<ApplyClients.Answer> apply(ApplyClients question) {
    Mistakes mistakes = new Mistakes();
    Instant now = clock.instant();
    return vertx.executeBlocking(() -> ClientFile.read(question.file(), publicUrl, mayCallPrivate, mistakes), false)
        .compose(entries -> mistakes.isEmpty()
            ? registry.once(question.operationId(), now, connection ->
                apply(connection, question, entries, mistakes, now))
            : Future.succeededFuture(Optional.empty()))
        .compose(outcome -> vertx.executeBlocking(() -> outcome
            .map(decided -> new ApplyClients.Answer(applied(question.operationId(), decided), List.of()))
            .orElseGet(() -> new ApplyClients.Answer(List.of(), mistakes.lines())), false));
  }

  private Future<Optional<String>> apply(
      SqlConnection connection, ApplyClients question, List<Entry> entries, Mistakes mistakes, Instant now) {
    return registry.all(connection)
        .compose(stored -> registry.withSecrets(connection).compose(withSecrets -> vertx.executeBlocking(() -> {
          RegistryChange change =
              RegistryChange.of(entries, stored, new HashSet<>(withSecrets), question.prune(), mistakes);
          return new Prepared(change.removed(), PgRegistry.Rows.of(change.put()), change.givenSecrets().stream()
              .map(id -> newSecret(id, secrets.made(question.operationId(), id))).toList(), change.encode());
        }, false)))
        .compose(prepared -> mistakes.isEmpty()
            ? write(connection, prepared, now).map(Optional.of(prepared.outcome))
            : Future.succeededFuture(Optional.empty()));
  }

  /** All that a file changes, as it is written. */
  private record Prepared(List<String> removed, PgRegistry.Rows put, List<NewSecret> secrets, String outcome) {}

  private Future<Void> write(SqlConnection connection, Prepared prepared, Instant now) {
    return registry.remove(connection, prepared.removed)
        .compose(removed -> registry.put(connection, prepared.put, now))
        .compose(put -> registry.putSecrets(connection, prepared.secrets, now));
  }

  private NewSecret newSecret(String clientId, Secret secret) {
    UUID id = UUID.randomUUID();
    return new NewSecret(id, clientId, secrets.seal(id, clientId, secret));
  }

  private List<Applied> applied(UUID operationId, String outcome) {
    return RegistryChange.decode(outcome).stream()
        .map(step -> new Applied(step.change(), step.clientId(),
            step.isGivenSecret() ? secrets.made(operationId, step.clientId()) : Secret.empty()))
        .toList();
  }

  public Future<FindClient.Answer> find(FindClient question) {
    return clients.find(question.clientId())
        .map(found -> new FindClient.Answer(found.map(client -> ClientJson.write(client).encode())));
  }

  public Future<ListClients.Answer> list(ListClients question) {
    return registry.some(question.afterClientId(), LISTED_AT_ONCE)
        .map(some -> new ListClients.Answer(some.stream().map(ClientJson::read).map(ClientRegistry::listed).toList()));
  }

  private static Listed listed(Client client) {
    return new Listed(client.id(), client.name(), ClientReader.inFile(client.type()),
        ClientReader.inFile(client.authMethod()), ClientReader.inFile(client.secondFactor()));
  }

  public Future<RemoveClient.Answer> remove(RemoveClient question) {
    return registry.once(question.operationId(), clock.instant(), connection ->
            registry.remove(connection, List.of(question.clientId()))
                .map(removed -> removed == 0 ? Optional.empty() : Optional.of(RemoveClient.Outcome.REMOVED.name())))
        .map(outcome -> new RemoveClient.Answer(
            outcome.map(RemoveClient.Outcome::valueOf).orElse(RemoveClient.Outcome.NO_CLIENT)));
  }

  public Future<MakeClientSecret.Answer> makeSecret(MakeClientSecret question) {
    Instant now = clock.instant();
    return clients.find(question.clientId()).compose(found -> {
      if (found.isEmpty()) {
        return Future.succeededFuture(MakeClientSecret.Answer.of(MakeClientSecret.Outcome.NO_CLIENT));
      }
      return found.get().hasSecrets() ? makeSecret(question, now)
          : Future.succeededFuture(MakeClientSecret.Answer.of(MakeClientSecret.Outcome.NO_SECRETS));
    });
  }

  private Future<MakeClientSecret.Answer> makeSecret(MakeClientSecret question, Instant now) {
    Secret secret = secrets.made(question.operationId(), question.clientId());
    return registry.once(question.operationId(), now, connection -> registry
            .endSecrets(connection, question.clientId(), now, now.plus(question.overlap()))
            .compose(ended -> registry.putSecrets(connection, List.of(newSecret(question.clientId(), secret)), now))
            .map(Optional.of(MakeClientSecret.Outcome.MADE.name())))
        .map(outcome -> new MakeClientSecret.Answer(MakeClientSecret.Outcome.MADE, secret));
  }

  /** Deletes secrets and assertions that have expired; to be called now and then. */
  public Future<Void> sweep() {
    return registry.sweep(clock.instant());
  }
}
