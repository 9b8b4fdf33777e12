package dev.ally.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.cli.Refused;
import dev.ally.config.Settings;
import dev.ally.contract.oidc.ApplyClients;
import dev.ally.contract.oidc.FindClient;
import dev.ally.contract.oidc.RotateSigningKeys;
import dev.ally.database.embedded.TestDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator's questions reach the verticles that are started for them. */
final class OperatorClientTest {
  private static final String FILE = "[{\"id\": \"shop\", \"redirect_uris\": [\"https://shop.example/cb\"]}]";

  @TempDir Path directory;
  private TestDatabase database;

  @BeforeEach
  void makeADatabase() {
    database = TestDatabase.create();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private OperatorClient operator(Map<String, String> more) {
    Map<String, String> values = new HashMap<>(more);
    values.put("ALLY_DATA_DIR", directory.toString());
    values.put("ALLY_ACCOUNT_DATABASE_URI", database.accountUri().toString());
    values.put("ALLY_TOTP_DATABASE_URI", database.totpUri().toString());
    return new OperatorClient(Settings.of(values), Clock.systemUTC(), new SecureRandom());
  }

  @Test
  void theRegistryOfClientsIsChangedAndKeysAreMade() throws InterruptedException {
    try (OperatorClient operator = operator(Map.of("ALLY_OIDC_DATABASE_URI", database.oidcUri().toString()))) {
      ApplyClients.Answer answer =
          operator.ask(ApplyClients.OPERATION, new ApplyClients(UUID.randomUUID(), FILE, false));
      assertThat(answer.mistakes()).isEmpty();
      assertThat(answer.applied().get(0).secret().revealText()).hasSize(43);
      assertThat(operator.ask(FindClient.OPERATION, new FindClient("shop")).definition()).isPresent();
      assertThat(operator.ask(RotateSigningKeys.OPERATION, new RotateSigningKeys(UUID.randomUUID())).made())
          .isEqualTo(3);
    }
  }

  @Test
  void whereThereIsNoOidcItIsSaid() {
    try (OperatorClient operator = operator(Map.of())) {
      assertThatThrownBy(() -> operator.ask(FindClient.OPERATION, new FindClient("shop")))
          .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.reasons()).containsExactly(
              "This installation has no oidc, which keeps the registry of clients: ALLY_OIDC_DATABASE_URI is not set,"
                  + " as the logins of account and totp are"));
    }
  }
}
