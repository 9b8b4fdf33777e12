package dev.ally.mail;

import dev.ally.crypto.Secret;
import java.util.List;
import java.util.Optional;

/**
 * An email. Its texts are plain text: nothing in them is read as markup, and no part of its address or subject can
 * start another header.
 *
 * @param id the same when the same email is sent again, so that a mailbox can recognise it
 * @param to one address
 * @param subject begins with the name of the site
 * @param site the name of the site, which stands above the text
 * @param title what the email is about, without the name of the site
 * @param parts from the greeting to the last sentence
 */
public record Email(
    String id, String to, Language language, String subject, String site, String title, List<Part> parts) {
  /**
   * The language of all texts of an email.
   *
   * @param tag as BCP 47 has it, such as {@code pt-BR}
   * @param direction {@code ltr} or {@code rtl}
   */
  public record Language(String tag, String direction) {}

  /** What stands in an email, from top to bottom. */
  public sealed interface Part permits Paragraph, Facts, Link, Footer {}

  public record Paragraph(String text) implements Part {}

  /** What happened when and where, one row for each. */
  public record Facts(List<Fact> facts) implements Part {
    public Facts {
      facts = List.copyOf(facts);
    }
  }

  /**
   * A row.
   *
   * @param line the same as one line of text
   */
  public record Fact(String label, String value, String line) {}

  /**
   * A button, and the same address in full for those who cannot press it.
   *
   * @param label of the button
   * @param inFull says what the address below is for
   * @param url of the site, with a token
   */
  public record Link(String label, String inFull, Secret url) implements Part {}

  /** Why the email was sent. */
  public record Footer(String text) implements Part {}

  /**
   * @throws IllegalArgumentException if the id, the address or the subject is blank, or contains a character that ends
   *     a line or another control character
   */
  public Email {
    requireOneLine(id);
    requireOneLine(to);
    requireOneLine(subject);
    parts = List.copyOf(parts);
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

  /** The address that its button opens; empty: it has none. */
  public Optional<Secret> link() {
    return parts.stream().filter(Link.class::isInstance).map(part -> ((Link) part).url()).findFirst();
  }

  /** Omits the text and the address. */
  @Override
  public String toString() {
    return "Email[" + id + "]";
  }
}
