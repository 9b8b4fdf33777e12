package dev.ally.config;

import dev.ally.bus.Role;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one process runs.
 *
 * @param verticles the verticles in this process
 * @param cluster the settings of the cluster; empty: all verticles run in this process
 * @param withoutOidc why {@code oidc} is not one of them although all were asked for; empty: it is, or it was not asked
 *     for
 */
public record Deployment(
    Settings settings, Set<Role> verticles, Optional<ClusterSettings> cluster, Optional<String> withoutOidc) {
  public Deployment {
    verticles = Set.copyOf(verticles);
  }

  /**
   * Reads and checks all settings that these verticles need. Where all are asked for, {@code oidc} is left out if the
   * settings are those of an installation without it.
   *
   * @param environment variables by name
   * @param file the file of the option {@code --config}; the environment takes precedence
   * @throws SettingsRefused with everything that is wrong
   */
  public static Deployment read(Map<String, String> environment, Optional<Path> file, Set<Role> verticles) {
    return SettingsReader.read(environment, file, verticles);
  }
}
