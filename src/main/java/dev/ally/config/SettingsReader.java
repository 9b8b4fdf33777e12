package dev.ally.config;

import dev.ally.bus.Role;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Turns the operator's text into values for {@link Settings} and its parts. It does not stop at the first mistake, but
 * reports all of them together.
 */
final class SettingsReader {
  static final int HIGHEST_PORT = 65_535;

  private final List<String> problems = new ArrayList<>();
  private final SettingsSource source;

  private SettingsReader(Map<String, String> environment, Optional<Path> file) {
    source = SettingsSource.of(environment, file, problems);
  }

  static Settings read(Map<String, String> environment, Optional<Path> file) {
    SettingsReader reader = new SettingsReader(environment, file);
    Settings settings = Settings.from(reader);
    if (!reader.problems.isEmpty()) {
      throw new SettingsRefused(reader.problems);
    }
    return settings;
  }

  /** The same for a process with these verticles, and only what they need. */
  static Deployment read(Map<String, String> environment, Optional<Path> file, Set<Role> verticles) {
    SettingsReader reader = new SettingsReader(environment, file);
    Settings settings = Settings.from(reader);
    Optional<String> withoutOidc = Role.all().equals(verticles) ? settings.withoutOidc() : Optional.empty();
    Set<Role> present = withoutOidc.isPresent() ? Role.allBut(Role.OIDC) : verticles;
    Optional<ClusterSettings> cluster = ClusterSettings.from(reader, present);
    if (!reader.problems.isEmpty()) {
      throw new SettingsRefused(reader.problems);
    }
    return new Deployment(settings, present, cluster, withoutOidc);
  }

  /** Why these are the settings of an installation without {@code oidc}; empty: they are not. */
  Optional<String> withoutOidc() {
    if (isSet(Setting.ALLY_ACCOUNT_DATABASE_URI) && isSet(Setting.ALLY_TOTP_DATABASE_URI)
        && !isSet(Setting.ALLY_OIDC_DATABASE_URI)) {
      return Optional.of(Setting.ALLY_OIDC_DATABASE_URI + " is not set, as the logins of account and totp are");
    }
    return isSet(Setting.ALLY_CLUSTER_HOSTS) && !isSet(Setting.ALLY_OIDC_KEY_FILE)
        ? Optional.of(Setting.ALLY_OIDC_KEY_FILE + " is not set, and in a cluster no key is made")
        : Optional.empty();
  }

  boolean isSet(Setting setting) {
    return source.isSet(setting);
  }

  void problem(Setting setting, String problem) {
    problems.add(setting + ": " + problem);
  }

  /**
   * The parsed value. If the parser throws an IllegalArgumentException, the problem is added and the value left out.
   */
  <T> Optional<T> parsed(Setting setting, Function<String, T> parser) {
    return source.value(setting).flatMap(value -> {
      try {
        return Optional.of(parser.apply(value));
      } catch (InvalidPathException noFileHasThatName) {
        problems.add(Undecoded.problem(setting.name()));
        return Optional.empty();
      } catch (IllegalArgumentException e) {
        problems.add(setting.name() + ": " + e.getMessage());
        return Optional.empty();
      }
    });
  }

  /** A whole number within these bounds. */
  int number(Setting setting, int fallback, int least, int most) {
    return parsed(setting, value -> {
      if (value.matches("[0-9]{1,9}") && Integer.parseInt(value) >= least && Integer.parseInt(value) <= most) {
        return Integer.parseInt(value);
      }
      throw new IllegalArgumentException("must be a whole number from " + least + " to " + most + ", not " + value);
    }).orElse(fallback);
  }

  /** A port. */
  int port(Setting setting, int fallback, int least) {
    return number(setting, fallback, least, HIGHEST_PORT);
  }

  /** An address or a host name. */
  String host(Setting setting, String fallback) {
    return parsed(setting, value -> {
      if (value.isEmpty() || value.matches(".*[\\s/@].*")) {
        throw new IllegalArgumentException("must be an address or a name of this machine, not \"" + value + "\"");
      }
      return value;
    }).orElse(fallback);
  }
}
