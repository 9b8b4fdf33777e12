package dev.ally.config;

import dev.ally.text.ByteOrderMark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The operator's text, by name: environment variables, and after them the file that {@code --config} names.
 *
 * <p>A line of the file is {@code NAME=value}; empty lines and lines that begin with {@code #} are ignored. A value can
 * be any text, so a secret needs no quotes. An unknown name in the file is a mistake. The environment also has
 * variables of other programs; for likely mistakes there see {@link #slips}.
 */
final class SettingsSource {
  private static final String OURS = "ALLY_";

  /**
   * The variables that Kubernetes sets in every container for a Service whose name begins with {@code ally}. They
   * differ from a mistake by their name or, where the name could be one of a setting, by their value.
   */
  private static final Pattern OF_A_SERVICE = Pattern.compile(
      "[A-Z0-9_]+_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)=.*"
          + "|[A-Z0-9_]+_PORT=(tcp|udp|sctp)://.*");

  private final Map<String, String> values = new HashMap<>();
  private final List<String> problems;

  private SettingsSource(List<String> problems) {
    this.problems = problems;
  }

  /** @param problems gets a line for each problem */
  static SettingsSource of(Map<String, String> environment, Optional<Path> file, List<String> problems) {
    SettingsSource source = new SettingsSource(problems);
    file.ifPresent(source::readFile);
    environment.forEach((name, value) -> {
      if (isKnown(name)) {
        source.takeVariable(name, value);
      }
    });
    return source;
  }

  /** A value that could not be decoded counts as absent, and is reported. */
  private void takeVariable(String name, String value) {
    if (Undecoded.isIn(value)) {
      problems.add(Undecoded.problem(name));
      values.remove(name);
    } else {
      values.put(name, value);
    }
  }

  /** The sorted names in the environment that look like settings but are none. */
  static List<String> slips(Map<String, String> environment) {
    return environment.entrySet().stream()
        .filter(variable -> variable.getKey().startsWith(OURS) && !isKnown(variable.getKey()))
        .filter(variable -> !OF_A_SERVICE.matcher(variable.getKey() + "=" + variable.getValue()).matches())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** The names that are not settings, sorted. */
  static List<String> unknown(Set<String> names) {
    return names.stream().filter(name -> !isKnown(name)).sorted().toList();
  }

  /** Whether it is set, correctly or not. */
  boolean isSet(Setting setting) {
    return values.containsKey(setting.name())
        || setting.isSecret() && values.containsKey(setting.name() + Setting.FILE_SUFFIX);
  }

  /** The value of a setting, which may come from the file that its {@code …_FILE} names. */
  Optional<String> value(Setting setting) {
    Optional<String> plain = Optional.ofNullable(values.get(setting.name()));
    Optional<String> file =
        setting.isSecret() ? Optional.ofNullable(values.get(setting.name() + Setting.FILE_SUFFIX)) : Optional.empty();
    if (plain.isPresent() && file.isPresent()) {
      problems.add(setting.name() + ": set it or " + setting.name() + Setting.FILE_SUFFIX + ", not both");
      return Optional.empty();
    }
    return plain.map(String::strip).or(() -> file.flatMap(path -> readSecret(setting, path)));
  }

  private Optional<String> readSecret(Setting setting, String path) {
    try {
      return Optional.of(ByteOrderMark.remove(Files.readString(Path.of(path))).strip());
    } catch (IOException | IllegalArgumentException e) {
      problems.add(setting.name() + Setting.FILE_SUFFIX + ": must name a file that can be read, not " + path);
      return Optional.empty();
    }
  }

  private void readFile(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      problems.add("--config: must name a file that can be read, not " + file);
      return;
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = ByteOrderMark.remove(lines.get(i)).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        readLine(file + ", line " + (i + 1), line);
      }
    }
  }

  /** Reports only the name of a line: the rest may be a secret. */
  private void readLine(String where, String line) {
    int equals = line.indexOf('=');
    String name = equals < 0 ? "" : line.substring(0, equals).strip();
    if (!name.matches("[A-Z][A-Z0-9_]*")) {
      problems.add(where + ": must be NAME=value");
    } else if (!isKnown(name)) {
      problems.add(where + ": " + name + " is not a setting; \"serve --help\" lists them");
    } else if (values.put(name, line.substring(equals + 1).strip()) != null) {
      problems.add(where + ": " + name + " is set twice");
    }
  }

  private static boolean isKnown(String name) {
    if (Setting.named(name).isPresent()) {
      return true;
    }
    return name.endsWith(Setting.FILE_SUFFIX)
        && Setting.named(name.substring(0, name.length() - Setting.FILE_SUFFIX.length()))
            .filter(Setting::isSecret)
            .isPresent();
  }
}
