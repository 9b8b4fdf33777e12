package dev.ally.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What {@code src/docs/operations.md} tells operators to type. */
public final class OperationsDocument {
  private static final Path DOCUMENT = Path.of("src/docs/operations.md");

  private OperationsDocument() {}

  public static String text() throws IOException {
    return Files.readString(DOCUMENT);
  }

  /** The blocks of a language in the section with this heading, in order. */
  public static List<String> blocks(String heading, String language) throws IOException {
    String text = text();
    int begin = text.indexOf("# " + heading + "\n");
    if (begin < 0) {
      throw new AssertionError("no section " + heading);
    }
    int end = text.indexOf("\n#", begin);
    return Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(text.substring(begin, end)).results()
        .map((MatchResult block) -> block.group(1)).toList();
  }
}
