package dev.ally.account.rules;

import java.util.regex.Pattern;

/**
 * The rule for names of groups: 1 to 64 ASCII letters, digits, {@code . _ -}, so that a list of them can stand in a
 * header between commas. Upper and lower case differ.
 */
public final class GroupName {
  private static final Pattern RULE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** Whose members are the operators of the help desk. */
  public static final String OPERATORS = "operators";

  private GroupName() {}

  public static boolean isValid(String name) {
    return RULE.matcher(name).matches();
  }
}
