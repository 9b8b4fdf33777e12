package dev.ally.oidc;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.oidc.RemoveClient;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What belongs to a client goes with it, also what a later version has added. */
final class OfClientTest {
  @RegisterExtension static final RegistryFixture OIDC = new RegistryFixture();

  private static final String NAMES_A_CLIENT = """
      pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'client_id' AND NOT a.attisdropped
      WHERE t.relnamespace = 'oidc'::regnamespace AND t.relkind = 'r'
        AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conrelid = t.oid AND c.confdeltype = 'c'
          AND c.confrelid = 'oidc.client'::regclass)
        AND t.relname <> 'used_assertion'""";

  @Test
  void everyTableThatNamesAClientIsListedOrRefersToIt() {
    String listed = "'" + String.join("', '", OidcOperations.OF_CLIENT) + "'";
    assertThat(OIDC.database.count(NAMES_A_CLIENT + " AND t.relname IN (" + listed + ")"))
        .isEqualTo(OidcOperations.OF_CLIENT.size());
    assertThat(OIDC.database.count(NAMES_A_CLIENT + " AND t.relname NOT IN (" + listed + ")"))
        .as("tables with a column client_id that are not in OidcOperations.OF_CLIENT").isZero();
  }

  /** Removing one of ten thousand clients must not read what all of them have. */
  @Test
  void whatAClientHasIsFoundByAnIndex() {
    for (String table : OidcOperations.OF_CLIENT) {
      assertThat(OIDC.database.count("pg_indexes WHERE schemaname = 'oidc' AND tablename = '" + table
          + "' AND indexdef LIKE '%(client_id COLLATE \"C\"%'")).as(table).isEqualTo(1);
      OIDC.database.execute("SELECT pg_stat_reset_single_table_counters('oidc." + table + "'::regclass)");
    }
    OIDC.apply("[{\"id\": \"gone\", \"redirect_uris\": [\"https://gone.example/cb\"]}]");
    answer(OIDC.registry.remove(new RemoveClient(UUID.randomUUID(), "gone")));
    OIDC.database.tellStatistics();
    String tables = "pg_stat_user_tables WHERE schemaname = 'oidc' AND relname IN ('"
        + String.join("', '", OidcOperations.OF_CLIENT) + "')";
    assertThat(OIDC.database.count(tables + " AND idx_scan > 0")).isEqualTo(OidcOperations.OF_CLIENT.size());
    assertThat(OIDC.database.count(tables + " AND seq_scan > 0")).isZero();
  }

  /** A statement has a limit of time, and a client may have been given more than one can delete by then. */
  @Test
  void theMillionsThatAClientHasGoInParts() {
    OIDC.apply("[{\"id\": \"large\", \"redirect_uris\": [\"https://large.example/cb\"]}]");
    OIDC.database.execute("""
        INSERT INTO oidc.consent SELECT gen_random_uuid(), CASE WHEN n % 10 = 0 THEN 'other' ELSE 'large' END,
          '{openid}', now() FROM generate_series(1, 120000) n""");
    OIDC.database.limitRows("DELETE", "oidc.consent", 100_000);
    answer(OIDC.registry.remove(new RemoveClient(UUID.randomUUID(), "large")));
    assertThat(OIDC.database.count("oidc.consent WHERE client_id = 'large'")).isZero();
    assertThat(OIDC.database.count("oidc.consent WHERE client_id = 'other'")).isEqualTo(12_000);
  }
}
