package dev.ally.web.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads the files of the site: {@code theme.css}, {@code logo.svg} and {@code help.txt} from the operator's directory,
 * if they exist there, and everything else from the jar.
 */
public final class SiteFiles {
  private static final String PACKAGED = "/webroot/static/";

  private final Path own;

  /** @param dataDir its folder {@code site} is the operator's directory */
  public SiteFiles(Path dataDir) {
    this.own = dataDir.resolve("site");
  }

  /** A public file that an operator may replace. Blocking. */
  byte[] replaceable(String name) throws IOException {
    Path file = own.resolve(name);
    return Files.isRegularFile(file) ? Files.readAllBytes(file) : packaged(name);
  }

  /** A public file as it was built. Blocking. */
  byte[] packaged(String name) throws IOException {
    try (InputStream in = SiteFiles.class.getResourceAsStream(PACKAGED + name)) {
      if (in == null) {
        throw new IOException("the jar lacks " + PACKAGED + name);
      }
      return in.readAllBytes();
    }
  }

  /** The operator's plain text for people who cannot get a code. Blocking. */
  public Optional<String> help() throws IOException {
    Path file = own.resolve("help.txt");
    return Files.isRegularFile(file)
        ? Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip())
        : Optional.empty();
  }
}
