package dev.ally.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Texts that are kept in a folder of the project, one file for each state of a page, and compared. */
public final class KeptStates {
  private static final String ENDING = ".txt";

  private KeptStates() {}

  /**
   * Where the states that were seen differ from those that are kept: a line for each.
   *
   * @param states by their names
   * @param seen a folder that gets the states as they are, to be kept from now on if the change is meant
   */
  public static List<String> differences(Path folder, Map<String, String> states, Path seen) {
    try {
      write(states, seen);
      List<String> differences = new ArrayList<>();
      Map<String, String> kept = read(folder);
      kept.keySet().stream().filter(name -> !states.containsKey(name))
          .forEach(name -> differences.add(name + " was not seen"));
      states.forEach((name, state) -> compare(name, kept.getOrDefault(name, ""), state, differences));
      return differences;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compare(String name, String kept, String state, List<String> differences) {
    List<String> before = kept.lines().toList();
    List<String> now = state.lines().toList();
    for (int i = 0; i < Math.max(before.size(), now.size()); i++) {
      String was = i < before.size() ? before.get(i) : "nothing";
      String is = i < now.size() ? now.get(i) : "nothing";
      if (!was.equals(is)) {
        differences.add("%s, line %d: was %s, is %s".formatted(name, i + 1, was, is));
        return;
      }
    }
  }

  private static Map<String, String> read(Path folder) throws IOException {
    Map<String, String> kept = new TreeMap<>();
    for (Path file : files(folder)) {
      String name = file.getFileName().toString();
      kept.put(name.substring(0, name.length() - ENDING.length()), Files.readString(file));
    }
    return kept;
  }

  private static void write(Map<String, String> states, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Path file : files(folder)) {
      Files.delete(file);
    }
    for (Map.Entry<String, String> state : states.entrySet()) {
      Files.writeString(folder.resolve(state.getKey() + ENDING), state.getValue());
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ENDING)).toList();
    }
  }
}
