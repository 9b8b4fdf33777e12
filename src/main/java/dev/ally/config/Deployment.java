package dev.ally.config;

import dev.ally.bus.Role;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one process runs.
 *
 * @param verticles those that run in it
 * @param cluster what joins it to others; empty: it is all there is
 */
public record Deployment(Settings settings, Set<Role> verticles, Optional<ClusterSettings> cluster) {
  public Deployment {
    verticles = Set.copyOf(verticles);
  }

  /**
   * Reads and judges all settings that these verticles need.
   *
   * @param environment variables by name
   * @param file of the option {@code --config}; the environment wins over it
   * @throws SettingsRefused with everything that is wrong
   */
  public static Deployment read(Map<String, String> environment, Optional<Path> file, Set<Role> verticles) {
    return SettingsReader.read(environment, file, verticles);
  }
}
