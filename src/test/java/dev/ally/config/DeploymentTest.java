package dev.ally.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.bus.Role;
import dev.ally.config.ClusterSettings.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentTest {
  private static final Set<Role> ALL = EnumSet.allOf(Role.class);

  @TempDir Path directory;
  private final Map<String, String> environment = new HashMap<>();

  private Deployment read(Set<Role> verticles) {
    return Deployment.read(environment, Optional.empty(), verticles);
  }

  private List<String> problems(Set<Role> verticles) {
    try {
      read(verticles);
      return List.of();
    } catch (SettingsRefused e) {
      return e.problems();
    }
  }

  private void cluster() {
    environment.put("ALLY_CLUSTER_HOSTS", "127.0.0.1:7800, node-2.example.org:7801");
    environment.put("ALLY_CLUSTER_KEYS", directory.toString());
  }

  @Test
  void withoutSettingsAllRunInOneProcess() {
    assertThat(read(ALL).cluster()).isEmpty();
  }

  @Test
  void someVerticlesAloneNeedACluster() {
    assertThat(problems(Set.of(Role.WEB))).singleElement().asString().startsWith("ALLY_CLUSTER_HOSTS: must be set");
    assertThat(problems(Set.of(Role.WEB, Role.ACCOUNT, Role.OIDC))).singleElement().asString()
        .startsWith("ALLY_CLUSTER_HOSTS: must be set");
  }

  @Test
  void oidcMayBeLeftOutOfOneProcess() {
    Deployment without = read(Role.allBut(Role.OIDC));
    assertThat(without.verticles()).containsExactlyInAnyOrder(Role.WEB, Role.ACCOUNT, Role.TOTP);
    assertThat(without.cluster()).isEmpty();
    assertThat(without.withoutOidc()).as("nobody asked for it").isEmpty();
  }

  @Test
  void oidcIsLeftOutWhereTheOthersHaveLoginsAndItHasNone() {
    twoLogins();
    Deployment without = read(ALL);
    assertThat(without.verticles()).doesNotContain(Role.OIDC);
    assertThat(without.withoutOidc()).hasValueSatisfying(why -> assertThat(why).startsWith("ALLY_OIDC_DATABASE_URI "));
    environment.put("ALLY_DATABASE_URI", "postgresql://owner:secret@localhost/ally");
    assertThat(read(ALL).verticles()).as("the owner's login is for migrate").doesNotContain(Role.OIDC);

    environment.put("ALLY_OIDC_DATABASE_URI", "postgresql://oidc:secret@localhost/ally");
    assertThat(read(ALL).verticles()).isEqualTo(ALL);
    assertThat(read(ALL).withoutOidc()).isEmpty();
  }

  @Test
  void oneLoginForAllIsForOidcToo() {
    environment.put("ALLY_DATABASE_URI", "postgresql://owner:secret@localhost/ally");
    assertThat(read(ALL).verticles()).isEqualTo(ALL);
    environment.put("ALLY_ACCOUNT_DATABASE_URI", "postgresql://account:secret@localhost/ally");
    assertThat(read(ALL).verticles()).isEqualTo(ALL);
  }

  /** As they were before there was oidc. */
  @Test
  void aNodeOfAllVerticlesThatHasNoKeyForOidcRunsWithoutIt() throws IOException {
    cluster();
    environment.put("ALLY_DATABASE_URI", "postgresql://owner:secret@localhost/ally");
    environment.put("ALLY_ACCOUNT_KEY_FILE", key("account"));
    environment.put("ALLY_TOTP_KEY_FILE", key("totp"));
    Deployment without = read(ALL);
    assertThat(without.verticles()).doesNotContain(Role.OIDC);
    assertThat(without.withoutOidc()).hasValueSatisfying(why -> assertThat(why).startsWith("ALLY_OIDC_KEY_FILE "));
    environment.put("ALLY_OIDC_KEY_FILE", key("oidc"));
    assertThat(read(ALL).verticles()).isEqualTo(ALL);
  }

  private void twoLogins() {
    environment.put("ALLY_ACCOUNT_DATABASE_URI", "postgresql://account:secret@localhost/ally");
    environment.put("ALLY_TOTP_DATABASE_URI", "postgresql://totp:secret@localhost/ally");
  }

  private String key(String name) throws IOException {
    return Files.writeString(
        directory.resolve(name + ".key"), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n").toString();
  }

  @Test
  void webNeedsNoDatabaseAndNoKeyFile() {
    cluster();
    ClusterSettings settings = read(Set.of(Role.WEB)).cluster().orElseThrow();
    assertThat(settings.discovery()).asInstanceOf(InstanceOfAssertFactories.type(ClusterSettings.Hosts.class))
        .extracting(ClusterSettings.Hosts::addresses).isEqualTo(
            List.of(new Address("127.0.0.1", 7800), new Address("node-2.example.org", 7801)));
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(7800);
    assertThat(settings.busPort()).isZero();
    assertThat(settings.advertisedHost()).isEmpty();
  }

  @Test
  void aNameIsFoundByDns() {
    cluster();
    environment.put("ALLY_CLUSTER_HOSTS", "dns:ally-nodes");
    assertThat(read(Set.of(Role.WEB)).cluster().orElseThrow().discovery())
        .isEqualTo(new ClusterSettings.Dns("ally-nodes"));
  }

  @Test
  void eachVerticleNeedsItsOwnLoginAndKeysAndNotTheOthers() throws IOException {
    cluster();
    assertThat(problems(Set.of(Role.ACCOUNT))).hasSize(2)
        .anyMatch(problem -> problem.startsWith("ALLY_ACCOUNT_DATABASE_URI: "))
        .anyMatch(problem -> problem.startsWith("ALLY_ACCOUNT_KEY_FILE: "));
    assertThat(problems(Set.of(Role.TOTP))).hasSize(2)
        .anyMatch(problem -> problem.startsWith("ALLY_TOTP_DATABASE_URI: "))
        .anyMatch(problem -> problem.startsWith("ALLY_TOTP_KEY_FILE: "));
    assertThat(problems(Set.of(Role.OIDC))).hasSize(2)
        .anyMatch(problem -> problem.startsWith("ALLY_OIDC_DATABASE_URI: "))
        .anyMatch(problem -> problem.startsWith("ALLY_OIDC_KEY_FILE: "));
    environment.put("ALLY_TOTP_DATABASE_URI", "postgresql://totp:secret@localhost/ally");
    environment.put("ALLY_TOTP_KEY_FILE", key("totp"));
    assertThat(problems(Set.of(Role.TOTP))).isEmpty();
    environment.remove("ALLY_TOTP_DATABASE_URI");
    environment.put("ALLY_DATABASE_URI", "postgresql://owner:secret@localhost/ally");
    assertThat(problems(Set.of(Role.TOTP))).isEmpty();
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    environment.put("ALLY_CLUSTER_HOSTS", "nowhere");
    environment.put("ALLY_HTTP_PORT", "many");
    assertThat(problems(ALL)).extracting(problem -> problem.substring(0, problem.indexOf(':'))).contains(
        "ALLY_CLUSTER_HOSTS", "ALLY_CLUSTER_KEYS", "ALLY_HTTP_PORT", "ALLY_ACCOUNT_DATABASE_URI",
        "ALLY_ACCOUNT_KEY_FILE", "ALLY_TOTP_DATABASE_URI", "ALLY_TOTP_KEY_FILE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "host", "host:0", "host:65536", "a b:7800", "\"/>:7800", "dns:", "dns:a b"})
  void whatNamesNoNodesIsRefused(String hosts) {
    cluster();
    environment.put("ALLY_CLUSTER_HOSTS", hosts);
    assertThatThrownBy(() -> read(Set.of(Role.WEB))).isInstanceOf(SettingsRefused.class)
        .hasMessageContaining("ALLY_CLUSTER_HOSTS: must be host:port,host:port or dns:NAME");
  }
}
