package dev.ally.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real Java without a locale: it reads arguments and variables as ASCII, and loses what is not. */
class NoLocaleTest {
  private static final String ADVICE =
      ": holds characters that cannot be read in this locale: set LC_ALL=C.UTF-8, and write it in UTF-8";

  @TempDir Path directory;

  private record Ended(int code, List<String> out, List<String> err) {}

  /** @param command in bytes of UTF-8, as a shell would hand it over, whatever the locale of the tests */
  private Ended run(Map<String, String> locale, String command) throws IOException, InterruptedException {
    Path script = directory.resolve("command");
    Files.writeString(script, command + "\n", StandardCharsets.UTF_8);
    List<String> shell = new ArrayList<>(List.of("env", "-u", "LC_ALL", "-u", "LANG", "-u", "LC_CTYPE"));
    locale.forEach((name, value) -> shell.add(name + "=" + value));
    shell.addAll(List.of("sh", script.toString(), Path.of(System.getProperty("java.home"), "bin/java").toString(),
        System.getProperty("java.class.path"), Main.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(shell).directory(directory.toFile())
        .redirectOutput(directory.resolve("out").toFile()).redirectError(directory.resolve("err").toFile());
    // What tells the tests how to run is none of Ally's settings.
    builder.environment().keySet().removeIf(name -> name.startsWith("ALLY_"));
    Process process = builder.start();
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), lines("out"), lines("err"));
  }

  private List<String> lines(String file) throws IOException {
    return Files.readString(directory.resolve(file), StandardCharsets.UTF_8).lines().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "C", "POSIX"})
  void argumentsThatCannotBeReadAreRefusedByName(String locale) throws Exception {
    Ended ended = run(locale.isEmpty() ? Map.of() : Map.of("LC_ALL", locale), """
        "$1" -cp "$2" "$3" account create --email jörg@example.org --name=Żółć --password-stdin --config Ż.conf""");
    assertThat(ended.err()).containsExactly("--email" + ADVICE, "--name" + ADVICE, "--config" + ADVICE);
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(directory.resolve("ally-data")).doesNotExist();
  }

  @Test
  void settingsThatCannotBeReadAreRefusedByName() throws Exception {
    Ended ended = run(Map.of(), """
        ALLY_ISSUER=Żółć ALLY_DATA_DIR=/tmp/Ż ALLY_MAIL_PASSWORD_FILE=Ż "$1" -cp "$2" "$3" serve""");
    assertThat(ended.err()).containsExactlyInAnyOrder(
        "ALLY_ISSUER" + ADVICE, "ALLY_DATA_DIR" + ADVICE, "ALLY_MAIL_PASSWORD_FILE" + ADVICE);
    assertThat(ended.code()).isEqualTo(1);
  }

  @Test
  void aSettingOfTheFileThatNamesNoFileHereIsRefusedByName() throws Exception {
    Files.writeString(directory.resolve("ally.conf"), "ALLY_DATA_DIR=/tmp/Ż\n", StandardCharsets.UTF_8);
    assertThat(run(Map.of(), "\"$1\" -cp \"$2\" \"$3\" serve --config ally.conf").err())
        .containsExactly("ALLY_DATA_DIR" + ADVICE);
  }

  @Test
  void inUtf8TheyAreRead() throws Exception {
    Ended ended = run(Map.of("LC_ALL", "C.UTF-8"), """
        ALLY_ISSUER=Żółć: "$1" -cp "$2" "$3" account create --email jörg@example.org --name Żółć --password-stdin""");
    assertThat(ended.err()).singleElement().asString().startsWith("ALLY_ISSUER: must be 1 to 64 characters");
    assertThat(ended.code()).isEqualTo(1);
  }
}
