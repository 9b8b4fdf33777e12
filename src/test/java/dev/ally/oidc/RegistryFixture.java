package dev.ally.oidc;

import static dev.ally.harness.Answers.answer;

import dev.ally.contract.oidc.ApplyClients;
import dev.ally.crypto.Keyring;
import dev.ally.database.Schema;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.ReadyRsaKeys;
import dev.ally.harness.SetClock;
import dev.ally.harness.WatchedVertx;
import dev.ally.oidc.client.ClientAuthentication;
import dev.ally.oidc.client.ClientRegistry;
import dev.ally.oidc.client.Clients;
import dev.ally.oidc.key.KeyWorkers;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A database of {@code oidc}, and the registry of clients on it. */
public final class RegistryFixture implements BeforeAllCallback, AfterAllCallback {
  public static final String ISSUER = "https://login.example.org";

  public final SetClock clock = new SetClock(Instant.parse("2026-03-03T09:00:00Z"));
  public final SecureRandom random = new SecureRandom();
  public final String keyLine = Keyring.generateLine(random);
  public final Keyring keyring = Keyring.parse(List.of(keyLine));
  private final WatchedVertx watched = new WatchedVertx();
  public TestDatabase database;
  public Pool pool;
  public Clients clients;
  public ClientRegistry registry;
  public ClientAuthentication authentication;

  @Override
  public void beforeAll(ExtensionContext context) {
    ReadyRsaKeys.use();
    watched.beforeAll(context);
    database = TestDatabase.create();
    pool = database.pool(vertx(), Schema.OIDC);
    use(keyring);
    clients = new Clients(pool);
    registry = registry(keyring);
    authentication = authentication(keyring);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    watched.afterAll(context);
    database.close();
  }

  public Vertx vertx() {
    return watched.vertx();
  }

  /** Records that this keyring seals. */
  public void use(Keyring sealing) {
    answer(new PgUpkeep(pool).useKey(sealing, clock.instant()));
  }

  public ClientRegistry registry(Keyring sealing) {
    return new ClientRegistry(vertx(), pool, sealing, clock, random, URI.create(ISSUER), false,
        OidcOperations.OF_CLIENT);
  }

  public ClientAuthentication authentication(Keyring sealing) {
    return authentication(sealing, new KeyWorkers(vertx()));
  }

  public ClientAuthentication authentication(Keyring sealing, KeyWorkers workers) {
    return new ClientAuthentication(pool, sealing, clock, random, ISSUER, workers);
  }

  public ApplyClients.Answer apply(String file) {
    return answer(registry.apply(new ApplyClients(UUID.randomUUID(), file, false)));
  }

  /** The registry has no clients but those of this file. */
  public ApplyClients.Answer applyAlone(String file) {
    return answer(registry.apply(new ApplyClients(UUID.randomUUID(), file, true)));
  }
}
