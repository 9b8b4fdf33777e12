package dev.ally.benchmark;

import dev.ally.account.AccountRows;
import dev.ally.config.Settings;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import dev.ally.language.Languages;
import dev.ally.totp.AuthenticatorRows;
import dev.ally.web.exchange.FormFields;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.FormToken;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.site.Assets;
import dev.ally.web.site.SiteFiles;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The pieces of a login that are computed and not waited for, each alone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Pieces {
  private static final Page LOGIN =
      Page.of("login").with("email", "").with("next", "/").with("signUp", true).with("mail", true);

  private final SecureRandom random = new SecureRandom();
  private final Keyring keyring = Keyring.parse(List.of(Keyring.generateLine(random)));
  private final UUID accountId = UUID.randomUUID();
  private final UUID authenticatorId = UUID.randomUUID();
  private final AuthenticatorRows.Linked linked =
      AuthenticatorRows.linked(keyring, random, accountId, authenticatorId);
  private final Sealed sealed = AccountRows.sealed(keyring, random, accountId, "x".repeat(97));
  private final Secret requestInfo = Secret.token(random);
  private final Secret session = Secret.token(random);
  private final Request request = new Request(
      "/login", MultiMap.caseInsensitiveMultiMap(), false, FormFields.none(), FormFields.none(), Map.of(),
      Optional.empty(), requestInfo,
      new RequestInfo("192.0.2.1", "Mozilla/5.0", Secret.token(random), Secret.empty(), "en"), () -> false);
  private Vertx vertx;
  private Pages pages;

  @Setup
  public void compile() throws IOException {
    Settings settings = Settings.read(Map.of(), Optional.empty());
    vertx = Vertx.vertx();
    SiteFiles none = SiteFiles.read(Path.of("none"));
    pages = new Pages(vertx, Languages.packaged(), Assets.read(none), settings, none, false).warm();
  }

  @TearDown
  public void close() {
    vertx.close();
  }

  /** Opens the key, computes the codes of the window, compares them all. */
  @Benchmark
  public boolean codeCheck() {
    return AuthenticatorRows.takes(
        keyring, linked.sealedKey(), accountId, authenticatorId, Secret.of("000000"), Instant.EPOCH);
  }

  @Benchmark
  public Sealed seal() {
    return AccountRows.sealed(keyring, random, accountId, "x".repeat(97));
  }

  @Benchmark
  public byte[] open() {
    return keyring.open(sealed, "password " + accountId);
  }

  @Benchmark
  public byte[] tokenHash() {
    return keyring.hash("SESSION", session);
  }

  @Benchmark
  public Object formToken() {
    return FormToken.make(requestInfo, session);
  }

  /** As it is rendered for the first who asks for it. */
  @Benchmark
  public Future<Reply> loginPageRendered() {
    return pages.reply(request, LOGIN.formKey(requestInfo));
  }

  /** As everybody after that gets it. */
  @Benchmark
  public Future<Reply> loginPage() {
    return pages.replyAlike(request, LOGIN.formKey(requestInfo));
  }
}
