package dev.ally.web.site;

import dev.ally.config.SettingsRefused;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of the operator's folder {@code site}, read and checked once, and those of the jar. */
public final class SiteFiles {
  private static final Logger LOG = LoggerFactory.getLogger(SiteFiles.class);
  private static final String PACKAGED = "/webroot/static/";
  /** Which links the foot of a page can have, in this order. */
  private static final List<String> LINKS = List.of("privacy", "imprint", "help");
  /** The folder of the operator's texts, which is read elsewhere. */
  private static final String TEXTS = "texts";

  private final Map<SiteFile, byte[]> own = new EnumMap<>(SiteFile.class);
  private final List<FooterLink> links = new ArrayList<>();

  private SiteFiles() {}

  /**
   * Reads the folder; it may be missing. Blocking.
   *
   * @throws SettingsRefused if a file is not what its name says
   */
  public static SiteFiles read(Path folder) throws IOException {
    SiteFiles files = new SiteFiles();
    if (!Files.isDirectory(folder)) {
      return files;
    }
    List<String> problems = new ArrayList<>();
    for (SiteFile file : SiteFile.values()) {
      Path path = folder.resolve(file.fileName());
      if (Files.isRegularFile(path)) {
        byte[] content = Files.readAllBytes(path);
        file.problem(content).ifPresent(problem -> problems.add(path + ": " + problem));
        files.own.put(file, content);
      }
    }
    if (files.own.containsKey(SiteFile.WORDMARK_DARK) && !files.own.containsKey(SiteFile.WORDMARK)) {
      problems.add(folder.resolve(SiteFile.WORDMARK_DARK.fileName()) + ": needs " + SiteFile.WORDMARK.fileName()
          + " beside it");
    }
    files.readLinks().forEach(problem ->
        problems.add(folder.resolve(SiteFile.LINKS.fileName()) + ": " + problem));
    if (!problems.isEmpty()) {
      throw new SettingsRefused(problems);
    }
    warnOfUnknown(folder);
    return files;
  }

  private List<String> readLinks() throws IOException {
    Properties read = new Properties();
    read.load(new StringReader(text(SiteFile.LINKS).orElse("")));
    List<String> problems = new ArrayList<>();
    Set<String> unknown = new TreeSet<>(read.stringPropertyNames());
    LINKS.forEach(unknown::remove);
    unknown.forEach(name -> problems.add(name + " is none of " + String.join(", ", LINKS)));
    for (String name : LINKS) {
      if (read.getProperty(name) != null) {
        FooterLink link = new FooterLink(name, read.getProperty(name).strip());
        link.problem().ifPresent(problems::add);
        links.add(link);
      }
    }
    return problems;
  }

  private static void warnOfUnknown(Path folder) throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      found.map(path -> path.getFileName().toString())
          .filter(name -> !name.equals(TEXTS) && SiteFile.named(name).isEmpty())
          .sorted()
          .forEach(name -> LOG.warn("{} is not used: no file of the folder has that name", folder.resolve(name)));
    }
  }

  /** The operator's file, if there is one. */
  Optional<byte[]> own(SiteFile file) {
    return Optional.ofNullable(own.get(file));
  }

  private Optional<String> text(SiteFile file) {
    return own(file).map(content -> new String(content, StandardCharsets.UTF_8));
  }

  /** The operator's plain text for people who cannot get a code. */
  public Optional<String> help() {
    return text(SiteFile.HELP).map(String::strip);
  }

  /** The operator's links at the foot of each page. */
  public List<FooterLink> links() {
    return List.copyOf(links);
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
}
