package dev.ally.cli;

import dev.ally.config.Undecoded;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds arguments that Java could not decode. A command with one is refused, since the stored text would differ from
 * the typed one.
 */
public final class UndecodedArguments {
  private UndecodedArguments() {}

  /** One line for each, with the name of its option, or its position where it has none. */
  public static List<String> problems(String... arguments) {
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      if (Undecoded.isIn(arguments[i])) {
        problems.add(Undecoded.problem(name(arguments, i)));
      }
    }
    return problems;
  }

  private static String name(String[] arguments, int place) {
    String option = arguments[place].split("=", 2)[0];
    if (isOption(option)) {
      return option;
    }
    return place > 0 && isOption(arguments[place - 1]) ? arguments[place - 1] : "argument " + (place + 1);
  }

  private static boolean isOption(String text) {
    return text.startsWith("--") && !Undecoded.isIn(text);
  }
}
