package dev.ally.web.site;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
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

  private static final int HASH_SIZE_BYTES = 6;

  private final Map<String, Asset> byName = new HashMap<>();
  private final Map<String, Asset> byAddress = new HashMap<>();

  private Assets() {}

  /** Reads them all. Blocking. */
  public static Assets read(SiteFiles files) throws IOException {
    Assets assets = new Assets();
    assets.add("theme.css", "text/css; charset=utf-8", files.replaceable("theme.css"));
    assets.add("logo.svg", "image/svg+xml", files.replaceable("logo.svg"));
    assets.add("ally.css", "text/css; charset=utf-8", files.packaged("ally.css"));
    assets.add("ally.js", "text/javascript; charset=utf-8", files.packaged("ally.js"));
    return assets;
  }

  /** The address that pages name. */
  public String address(String name) {
    return named(name).address();
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
