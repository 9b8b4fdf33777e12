package dev.ally.config;

import java.util.List;

/** The settings are wrong: everything that is, at once, a line each, and no secret in it. */
public final class SettingsRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  SettingsRefused(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each begins with the name of what is wrong and says what would be right. */
  public List<String> problems() {
    return problems;
  }
}
