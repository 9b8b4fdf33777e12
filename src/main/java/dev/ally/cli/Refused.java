package dev.ally.cli;

import java.io.IOException;
import java.util.List;

/**
 * The command was understood but cannot be done. It has one line for each reason, for the operator. The exit code is 1.
 */
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

  public static Refused groupName() {
    return new Refused("The name of a group has 1 to 64 letters (a to z), digits, '.', '_' and '-'");
  }

  /**
   * The failure is named by its kind too: its text alone is often the name of the file again.
   *
   * @param file in words
   */
  public static Refused unreadable(String file, IOException failure) {
    return new Refused(
        file + " cannot be read: " + failure.getClass().getSimpleName() + ": " + failure.getMessage());
  }

  public List<String> reasons() {
    return reasons;
  }
}
