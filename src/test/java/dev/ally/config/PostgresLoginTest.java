package dev.ally.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.config.PostgresLogin.Encryption;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PostgresLoginTest {
  @Test
  void readsEveryPartAndDecodesIt() {
    PostgresLogin login = of("postgresql://an%40na:p%3Aa%2Fs%25s+w%20%C3%A9@db_1:5433/a%20b?sslmode=require");
    assertThat(login.user()).isEqualTo("an@na");
    assertThat(login.password().revealText()).isEqualTo("p:a/s%s+w é");
    assertThat(login.host()).isEqualTo("db_1");
    assertThat(login.port()).isEqualTo(5433);
    assertThat(login.database()).isEqualTo("a b");
    assertThat(login.encryption()).isEqualTo(Encryption.REQUIRE);
  }

  @Test
  void hasLibpqsDefaults() {
    PostgresLogin login = of("postgres://ally@/ally");
    assertThat(login.host()).isEqualTo("localhost");
    assertThat(login.port()).isEqualTo(5432);
    assertThat(login.password().isEmpty()).isTrue();
    assertThat(login.encryption()).isEqualTo(Encryption.PREFER);
  }

  @Test
  void readsAnAddressOfVersionSix() {
    assertThat(of("postgresql://a:b@[::1]:5433/c").host()).isEqualTo("::1");
    assertThat(of("postgresql://a:b@[::1]/c").port()).isEqualTo(5432);
  }

  @Test
  void readsWhoMaySignTheServersCertificate() {
    PostgresLogin login = of("postgresql://a:b@c/d?sslmode=verify-full&sslrootcert=/etc/ally/ca%20.pem");
    assertThat(login.encryption()).isEqualTo(Encryption.VERIFY_FULL);
    assertThat(login.rootCertificate()).contains(Path.of("/etc/ally/ca .pem"));
  }

  @Test
  void writesWhatItRead() {
    PostgresLogin login = of("postgresql://an%40na:p%3A+%20@[::1]:5433/a%20b?sslmode=verify-full&sslrootcert=x");
    assertThat(PostgresLogin.of(LoginUri.of(login))).isEqualTo(login);
  }

  @Test
  void showsNoPassword() {
    assertThat(of("postgresql://ally:hunter2@db/ally")).asString().isEqualTo("ally@db:5432/ally");
  }

  @Test
  void showsNothingOfATextThatIsNoUri() {
    assertThatThrownBy(() -> PostgresLogin.of("postgresql://a:hunter 2@c/d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be postgresql://user:password@host:port/database")
        .hasMessageNotContaining("hunter")
        .hasNoCause();
  }

  @Test
  void namesAParameterThatItDoesNotKnow() {
    assertThatThrownBy(() -> of("postgresql://a:b@c/d?sslmode=require&connect_timeout=5"))
        .hasMessage("may carry no parameters but sslmode and sslrootcert, not connect_timeout");
    assertThatThrownBy(() -> of("postgresql://a:b@c/d?hunter2@e/f"))
        .hasMessage("may carry no parameters but sslmode and sslrootcert");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sslmode=disable&", "sslmode=prefer&", "sslmode=require&"})
  void refusesARootCertificateWhereNoCertificateIsVerified(String sslmode) {
    assertThatThrownBy(() -> of("postgresql://a:b@c/d?" + sslmode + "sslrootcert=/etc/ally/ca.pem"))
        .hasMessageStartingWith("sslrootcert needs sslmode=verify-full");
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "mysql://a:hunter2@b/c",
    "postgresql://a:hunter2@b",
    "postgresql://a:hunter2@b/",
    "postgresql://a:hunter2@b/c/d",
    "postgresql://:hunter2@b/c",
    "postgresql://b/c",
    "postgresql://a:hunter2@b:0/c",
    "postgresql://a:hunter2@b:65536/c",
    "postgresql://a:hunter2@b,d/c",
    "postgresql://a:hunter2@b/c?sslmode=allow",
    "postgresql://a:hunter2@b/c?sslmode=verify-ca",
    "postgresql://a:b@c/d?password=hunter2",
    "postgresql:hunter2"
  })
  void refusesAllElseAndShowsNothingOfIt(String uri) {
    assertThatThrownBy(() -> of(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hunter2");
  }

  private static PostgresLogin of(String uri) {
    return PostgresLogin.of(URI.create(uri));
  }
}
