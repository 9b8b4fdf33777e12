package dev.ally.oidc;

import static org.assertj.core.api.Assertions.assertThat;

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
}
