package dev.ally.mail;

import dev.ally.crypto.Secret;
import java.util.List;
import java.util.Optional;

/**
 * One mail. What it says is plain text; nothing in it is read as markup, and nothing of its address and subject can begin
 * a header of its own.
 *
 * @param id the same for the same letter sent twice, so that a mailbox may know it again
 * @param to one address
 * @param paragraphs what it says; {@link #LINK} stands for the link
 * @param link an address of the site with a token in it; empty: the letter has none
 */
public record Email(String id, String to, String subject, List<String> paragraphs, Optional<Secret> link) {
  /** The paragraph in whose place the link stands. */
  public static final String LINK = "{link}";

  /** @throws IllegalArgumentException when the address or the subject holds a character that ends a line, or worse */
  public Email {
    requireOneLine(id);
    requireOneLine(to);
    requireOneLine(subject);
    paragraphs = List.copyOf(paragraphs);
  }

  private static void requireOneLine(String text) {
    boolean fits = !text.isBlank() && text.codePoints().noneMatch(c -> switch (Character.getType(c)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
      default -> false;
    });
    if (!fits) {
      throw new IllegalArgumentException("a header of a mail must be one line");
    }
  }

  /** Neither what it says nor to whom. */
  @Override
  public String toString() {
    return "Email[" + id + "]";
  }
}
