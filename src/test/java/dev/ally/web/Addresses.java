package dev.ally.web;

import dev.ally.bus.Bus;
import dev.ally.config.Settings;
import dev.ally.language.Languages;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Pages;
import dev.ally.web.site.Assets;
import dev.ally.web.site.SiteFiles;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** Every address of the site, from the table of routes: a page that is new there is tested without another word. */
public final class Addresses {
  private Addresses() {}

  /** All of them; of those with a wildcard, one that exists. */
  public static List<String> all() {
    return Stream.concat(
        table().stream().map(Addresses::path),
        routes().forProxies().stream().map(address -> address.path().replace("*", "session"))).toList();
  }

  /** Those that a form of this site may be posted to. */
  public static List<String> ofForms() {
    return table().stream()
        .filter(address -> address.post().isPresent())
        .filter(address -> address.kind() == Address.Kind.PAGE || address.kind() == Address.Kind.UPLOAD)
        .map(Addresses::path).toList();
  }

  /** Those that {@code account} answers, and no other verticle. */
  public static List<String> ofAccounts() {
    return table().stream()
        .filter(address -> address.kind() == Address.Kind.PAGE || address.kind() == Address.Kind.UPLOAD)
        .map(Addresses::path).toList();
  }

  private static String path(Address address) {
    return address.path().equals(Assets.ROOT + "*") ? Assets.ROOT + "ally.css" : address.path();
  }

  private static List<Address> table() {
    return routes().table();
  }

  private static Routes routes() {
    Vertx vertx = Vertx.vertx();
    try {
      Settings settings = Site.settings();
      Languages languages = Languages.packaged();
      SiteFiles files = SiteFiles.read(settings.site());
      Assets assets = Assets.read(files);
      return new Routes(
          vertx, Bus.local(vertx), settings, Clock.systemUTC(), new Mint(new SecureRandom()), languages, assets,
          new Pages(vertx, languages, assets, settings, files, true), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Site.await(vertx.close());
    }
  }
}
