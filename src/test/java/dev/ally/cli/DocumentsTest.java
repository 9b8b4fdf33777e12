package dev.ally.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.cli.command.Commands;
import dev.ally.config.Limit;
import dev.ally.config.Setting;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The documents about settings and commands say what the program says. */
class DocumentsTest {
  private static final Path DOCUMENTS = Path.of("src/docs");

  @Test
  void theSettingsAreThoseOfTheProgram() throws Exception {
    assertThat(Files.readString(DOCUMENTS.resolve("settings.md"))).contains(
        Arrays.stream(Setting.values())
            .map(setting -> row("`" + setting.name() + "`", setting.fallback(), setting.meaning()))
            .collect(Collectors.joining("", row("variable", "default", "meaning") + "|---|---|---|\n", "\n")));
  }

  @Test
  void thePromisedNumbersAreThoseOfTheProgram() throws Exception {
    assertThat(Files.readString(DOCUMENTS.resolve("settings.md"))).contains(
        Arrays.stream(Limit.values()).map(limit -> row(limit.inWords(), limit.meaning()))
            .collect(Collectors.joining("", "|---|---|\n", "")));
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  @Test
  void everyCommandStandsInItsDocument() throws Exception {
    String document = Files.readString(DOCUMENTS.resolve("commands.md"));
    assertThat(leaves(Commands.of(null, InputStream.nullInputStream()))).isNotEmpty()
        .allSatisfy(command -> assertThat(document).contains("| `" + command));
  }

  @ParameterizedTest
  @ValueSource(strings = {"architecture.md", "contributing.md"})
  void everyFileThatIsNamedIsThere(String document) throws Exception {
    List<String> named = Pattern.compile("`([a-z]+(?:/[a-z]+)*/[A-Z]\\w+)`")
        .matcher(Files.readString(DOCUMENTS.resolve(document))).results().map(match -> match.group(1)).toList();
    assertThat(named).isNotEmpty().allSatisfy(file ->
        assertThat(Path.of("src/main/java/dev/ally", file + ".java")).isRegularFile());
  }

  /** The commands that do something, each with the names before it; but for {@code help}. */
  private static Stream<String> leaves(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName().replaceFirst("^ally ?", "");
    return command.getSubcommands().isEmpty()
        ? Stream.of(name)
        : command.getSubcommands().entrySet().stream()
            .filter(sub -> !sub.getKey().equals("help")).flatMap(sub -> leaves(sub.getValue()));
  }
}
