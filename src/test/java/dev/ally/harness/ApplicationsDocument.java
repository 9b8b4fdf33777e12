package dev.ally.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The settings of applications of others in {@code src/docs/applications.md}. */
public final class ApplicationsDocument {
  private static final Path DOCUMENT = Path.of("src/docs/applications.md");

  private ApplicationsDocument() {}

  /** The first block of a language in the section of this application. */
  public static String block(String application, String language) throws IOException {
    String text = Files.readString(DOCUMENT);
    int section = after(text, "\n### " + application + "\n", 0);
    int from = after(text, "\n```" + language + "\n", section);
    return text.substring(from, text.indexOf("```", from));
  }

  private static int after(String text, String sought, int from) {
    int found = text.indexOf(sought, from);
    if (found < 0) {
      throw new AssertionError("the document has no " + sought.strip());
    }
    return found + sought.length();
  }
}
