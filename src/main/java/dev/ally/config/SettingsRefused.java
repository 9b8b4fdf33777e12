package dev.ally.config;

import java.util.List;

/** The settings are wrong. It has one line for each problem, without secrets. */
public final class SettingsRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  public SettingsRefused(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each line begins with the name of a setting and says what is expected. */
  public List<String> problems() {
    return problems;
  }
}
