package dev.ally.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Reads the texts of each language: a folder in the jar, with the texts of pages, of emails, and the help. */
final class TextFiles {
  private static final String ROOT = "texts";
  private static final List<String> FILES = List.of("pages.properties", "mails.properties");
  private static final String HELP = "help.txt";

  /** What was read, by tag: several verticles of a process ask for it, and the jar does not change. */
  private static final Map<String, Map<String, String>> READ = new ConcurrentHashMap<>();

  private TextFiles() {}

  /** The tags of the languages, which are the names of the folders. Blocking. */
  static SortedSet<String> tags() throws IOException {
    URL root = TextFiles.class.getResource("/" + ROOT);
    if (root.openConnection() instanceof JarURLConnection jar) {
      return new TreeSet<>(jar.getJarFile().stream()
          .map(ZipEntry::getName)
          .filter(name -> name.startsWith(ROOT + "/"))
          .map(name -> name.split("/"))
          .filter(path -> path.length == 3 && path[2].equals(FILES.get(0)))
          .map(path -> path[1])
          .toList());
    }
    try (Stream<Path> folders = Files.list(Path.of(root.toURI()))) {
      return new TreeSet<>(folders.map(folder -> folder.getFileName().toString()).toList());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  /** The texts of the language, as they were built. Blocking. */
  static Map<String, String> of(String tag) throws IOException {
    Map<String, String> known = READ.get(tag);
    if (known == null) {
      known = Map.copyOf(read(tag));
      READ.put(tag, known);
    }
    return known;
  }

  private static Map<String, String> read(String tag) throws IOException {
    Map<String, String> texts = new HashMap<>();
    for (String file : FILES) {
      try (InputStream in = open(tag, file); Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
        texts.putAll(read(reader));
      }
    }
    try (InputStream in = open(tag, HELP)) {
      texts.put("help", new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
    }
    return texts;
  }

  private static InputStream open(String tag, String file) throws IOException {
    String name = "/" + ROOT + "/" + tag + "/" + file;
    InputStream in = TextFiles.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException("the jar lacks " + name);
    }
    return in;
  }

  /** @throws IllegalArgumentException when an id stands there twice */
  static Map<String, String> read(Reader reader) throws IOException {
    Map<String, String> texts = new HashMap<>();
    new Properties() {
      private static final long serialVersionUID = 1L;

      @Override
      public synchronized Object put(Object id, Object text) {
        if (texts.putIfAbsent((String) id, (String) text) != null) {
          throw new IllegalArgumentException("the text " + id + " stands there twice");
        }
        return null;
      }
    }.load(reader);
    return texts;
  }
}
