package dev.ally.mail;

import dev.ally.crypto.Secret;
import java.util.List;
import java.util.Optional;

/**
 * An email. Its text is plain text: nothing in it is read as markup, and no part of its address or subject can start
 * another header.
 *
 * @param id the same when the same email is sent again, so that a mailbox can recognise it
 * @param to one address
 * @param paragraphs of the text; {@link #LINK} stands for the link
 * @param link a URL of the site with a token; empty: the email has none
 */
public record Email(String id, String to, String subject, List<String> paragraphs, Optional<Secret> link) {
  /** The paragraph that the link replaces. */
  public static final String LINK = "{link}";

  /**
   * @throws IllegalArgumentException if the id, the address or the subject is blank, or contains a character that ends
   *     a line or another control character
   */
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
      throw new IllegalArgumentException("a header of an email must be one line");
    }
  }

  /** Omits the text and the address. */
  @Override
  public String toString() {
    return "Email[" + id + "]";
  }
}
