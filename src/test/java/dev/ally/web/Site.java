package dev.ally.web;

import dev.ally.config.Settings;
import dev.ally.harness.Browser;
import dev.ally.harness.Ports;
import dev.ally.harness.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The pages of one site, served on a free port to whatever test asks, with a {@link FakeAccount} behind them. */
public final class Site implements AutoCloseable {
  public final FakeAccount account;
  public final FakeOidc oidc;
  public final URI url;
  /** What people type; another than {@link #url} when a proxy is supposed to stand before it. */
  public final URI publicUrl;
  private final Vertx vertx = Vertx.vertx();
  private final WebVerticle web;
  private final String deployment;

  private Site(Settings settings) {
    this(settings, true);
  }

  private Site(Settings settings, boolean applications) {
    this.account = new FakeAccount(vertx.eventBus());
    this.oidc = FakeOidc.serve(account, vertx.eventBus());
    this.publicUrl = settings.publicUrl();
    WebVerticle pages = new WebVerticle(settings, Clock.fixed(FakeAccount.NOW, ZoneOffset.UTC), new SecureRandom());
    this.web = applications ? pages.servingApplications() : pages;
    this.deployment = await(vertx.deployVerticle(web));
    this.url = URI.create("http://localhost:" + web.actualPort());
  }

  public static Site open() {
    return new Site(settings(Map.of()));
  }

  /** An installation without {@code oidc}. */
  public static Site withoutApplications() {
    return new Site(settings(Map.of()), false);
  }

  /**
   * With mail, so that it has every page. A real browser sends the origin of the address that it was given; so that one
   * must be known beforehand.
   */
  public static Site forChromium() {
    int port = Ports.free();
    return new Site(settings(Map.of(
        "ALLY_HTTP_PORT", Integer.toString(port), "ALLY_PUBLIC_URL", "http://localhost:" + port,
        "ALLY_MAIL_HOST", "127.0.0.1", "ALLY_SIGNUP", "open")));
  }

  public static Site withSignUpClosed() {
    return new Site(settings(Map.of("ALLY_SIGNUP", "closed")));
  }

  public static Site withSignUpConfirmedByMail() {
    return new Site(settings(Map.of("ALLY_MAIL_HOST", "127.0.0.1")));
  }

  public static Site behindHttps() {
    return new Site(settings(Map.of("ALLY_PUBLIC_URL", "https://ally.example")));
  }

  /** @param idle how long a connection is kept without a request */
  public static Site withIdle(Duration idle) {
    return new Site(settings(Map.of("ALLY_HTTP_IDLE_SECONDS", Long.toString(idle.toSeconds()))));
  }

  public static Site withDataDirectory(Path dataDir) {
    return new Site(settings(Map.of("ALLY_DATA_DIR", dataDir.toString())));
  }

  public Browser browser() {
    return new Browser(url, publicUrl);
  }

  /** A browser in which a user is logged in. */
  public Browser signedIn() {
    return browser().with("ally_session", account.session());
  }

  /** Says farewell to the connections that are open. */
  Future<Void> farewell(Duration limit) {
    return web.farewell(limit);
  }

  /** Stops the pages, and nothing else. */
  public Future<Void> stop() {
    return vertx.undeploy(deployment);
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  /** As {@link #open} has them. */
  public static Settings settings() {
    return settings(Map.of());
  }

  private static Settings settings(Map<String, String> changes) {
    Map<String, String> values = new HashMap<>(Map.of("ALLY_HTTP_HOST", "localhost"));
    values.putAll(changes);
    return TestSettings.of(values);
  }

  public static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
