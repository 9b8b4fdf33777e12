package dev.ally.web.site;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** The public files, read once, each at an address with the hash of its content and at one without. */
public final class Assets {
  /** The folder of the public files. */
  public static final String ROOT = "/static/";

  /** The name of the operator's styles. */
  public static final String OWN_STYLES = "site.css";

  private static final String CSS = "text/css; charset=utf-8";
  private static final String FONT_FACE = """
      @font-face { font-family: "Site"; src: url("ADDRESS") format("woff2"); font-weight: 1 1000; font-display: swap; }
      :root { --text: "Site", system-ui, sans-serif; }
      """;
  private static final int HASH_SIZE_BYTES = 6;

  private final Map<String, Asset> byName = new HashMap<>();
  private final Map<String, Asset> byAddress = new HashMap<>();

  private Assets() {}

  /** Reads them all. Blocking. */
  public static Assets read(SiteFiles files) throws IOException {
    Assets assets = new Assets();
    assets.add("theme.css", CSS, files.packaged("theme.css"));
    assets.add("logo.svg", SiteFile.LOGO.contentType(),
        files.own(SiteFile.LOGO).isPresent() ? files.own(SiteFile.LOGO).get() : files.packaged("logo.svg"));
    assets.add("ally.css", "text/css; charset=utf-8", files.packaged("ally.css"));
    for (SiteFile file : new SiteFile[] {SiteFile.WORDMARK, SiteFile.WORDMARK_DARK, SiteFile.ICON, SiteFile.FONT}) {
      files.own(file).ifPresent(content -> assets.add(file.fileName(), file.contentType(), content));
    }
    assets.ownStyles(files).ifPresent(styles -> assets.add(OWN_STYLES, CSS, styles));
    assets.add("ally.js", "text/javascript; charset=utf-8", files.packaged("ally.js"));
    return assets;
  }

  /** The operator's font and style sheet, in one file that comes after Ally's own. */
  private Optional<byte[]> ownStyles(SiteFiles files) {
    String face = find(SiteFile.FONT.fileName()).map(font -> FONT_FACE.replace("ADDRESS", font)).orElse("");
    String styles = face + files.own(SiteFile.THEME).map(own -> new String(own, StandardCharsets.UTF_8)).orElse("");
    return styles.isEmpty() ? Optional.empty() : Optional.of(styles.getBytes(StandardCharsets.UTF_8));
  }

  /** The address that pages name. */
  public String address(String name) {
    return named(name).address();
  }

  /** The same, for a file that there may be. */
  public Optional<String> find(String name) {
    return Optional.ofNullable(byName.get(name)).map(Asset::address);
  }

  /** Whether the site has a font of its own, which pages must be allowed to load. */
  public boolean hasFont() {
    return byName.containsKey(SiteFile.FONT.fileName());
  }

  Asset named(String name) {
    return byName.get(name);
  }

  /** The file at that path. */
  Optional<Asset> at(String path) {
    return Optional.ofNullable(byAddress.get(path));
  }

  private void add(String name, String contentType, byte[] content) {
    Asset asset = new Asset(name, contentType, Buffer.buffer(content), hash(content));
    byName.put(name, asset);
    byAddress.put(asset.address(), asset);
    byAddress.put(ROOT + name, asset);
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest, 0, HASH_SIZE_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
