package dev.ally.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is logged, and where.
 *
 * @param audit where security events are told
 */
public record LogSettings(Target audit) {
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
    return new LogSettings(target(reader, Setting.ALLY_AUDIT_LOG));
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
