package dev.ally.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What is logged, and where.
 *
 * @param audit where security events are told
 * @param access where requests are told
 * @param format of the log itself
 * @param level from which on it is written; empty: from INFO on
 */
public record LogSettings(Target audit, Target access, Format format, Optional<Level> level) {
  /** How a line looks. */
  public enum Format { TEXT, JSON }

  /** How much is written. */
  public enum Level { ERROR, WARN, INFO, DEBUG, TRACE }

  /**
   * Where a log goes.
   *
   * @param on whether it is written at all
   * @param file an absolute path; empty: standard output
   */
  public record Target(boolean on, Optional<Path> file) {
    private static final Target OFF = new Target(false, Optional.empty());
    private static final Target STDOUT = new Target(true, Optional.empty());
  }

  static LogSettings from(SettingsReader reader) {
    return new LogSettings(
        target(reader, Setting.ALLY_AUDIT_LOG),
        target(reader, Setting.ALLY_ACCESS_LOG),
        reader.parsed(Setting.ALLY_LOG_FORMAT, value -> one(Format.values(), value)).orElse(Format.TEXT),
        reader.parsed(Setting.ALLY_LOG_LEVEL, value -> one(Level.values(), value)));
  }

  private static <E extends Enum<E>> E one(E[] all, String value) {
    return Arrays.stream(all).filter(known -> known.name().equals(value.toUpperCase(Locale.ROOT))).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("must be "
            + String.join(", ", Arrays.stream(all).map(known -> known.name().toLowerCase(Locale.ROOT)).toList())
            + ", not " + value));
  }

  private static Target target(SettingsReader reader, Setting setting) {
    return reader.parsed(setting, value -> switch (value) {
      case "off" -> Target.OFF;
      case "stdout" -> Target.STDOUT;
      default -> new Target(true, Optional.of(file(value)));
    }).orElse(Target.OFF);
  }

  private static Path file(String value) {
    Path file = Path.of(value).toAbsolutePath();
    boolean fits = !value.isEmpty() && file.getParent() != null && Files.isDirectory(file.getParent())
        && !Files.isDirectory(file);
    if (!fits) {
      throw new IllegalArgumentException(
          "must be off, stdout or a file in a directory that exists, not \"" + value + "\"");
    }
    return file;
  }
}
