package dev.ally.cli;

import java.util.List;

/** The command was understood and is not done; a line for each reason, for the operator to read. Exit code 1. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> reasons;

  public Refused(List<String> reasons) {
    super(String.join("; ", reasons), null, false, false);
    this.reasons = List.copyOf(reasons);
  }

  public Refused(String reason) {
    this(List.of(reason));
  }

  public static Refused noAccount(String email) {
    return new Refused("There is no account of " + email);
  }

  public List<String> reasons() {
    return reasons;
  }
}
