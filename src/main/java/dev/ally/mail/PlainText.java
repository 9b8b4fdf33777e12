package dev.ally.mail;

import dev.ally.mail.Email.Fact;
import java.text.BreakIterator;
import java.util.Locale;
import java.util.stream.Collectors;

/** The part of an email in plain text. Only addresses that are longer than a line make longer ones. */
final class PlainText {
  /** RFC 5322 §2.1.1 */
  private static final int LINE = 78;
  private static final int FIRST_WIDE = 0x2E80;

  private final Locale locale;

  private PlainText(Locale locale) {
    this.locale = locale;
  }

  static String of(Email email) {
    PlainText text = new PlainText(Locale.forLanguageTag(email.language().tag()));
    return email.parts().stream().map(text::part).collect(Collectors.joining("\n\n", "", "\n"));
  }

  private String part(Email.Part part) {
    if (part instanceof Email.Facts facts) {
      return facts.facts().stream().map(Fact::line).map(this::wrapped).collect(Collectors.joining("\n"));
    }
    if (part instanceof Email.Link link) {
      return wrapped(link.label()) + "\n" + link.url().revealText();
    }
    if (part instanceof Email.Footer footer) {
      return "-- \n" + wrapped(footer.text());
    }
    return wrapped(((Email.Paragraph) part).text());
  }

  /** Breaks lines where the language may be broken, also one that is written without blanks. */
  private String wrapped(String text) {
    BreakIterator breaks = BreakIterator.getLineInstance(locale);
    breaks.setText(text);
    StringBuilder wrapped = new StringBuilder();
    StringBuilder line = new StringBuilder();
    int start = breaks.first();
    for (int end = breaks.next(); end != BreakIterator.DONE; start = end, end = breaks.next()) {
      String piece = text.substring(start, end);
      if (!line.isEmpty() && columns(line + piece.stripTrailing()) > LINE) {
        wrapped.append(line.toString().stripTrailing()).append('\n');
        line.setLength(0);
      }
      line.append(piece);
    }
    return wrapped.append(line.toString().stripTrailing()).toString();
  }

  /** From the first block of CJK on, characters are as wide as two letters. */
  private static int columns(String text) {
    return text.codePoints().map(c -> c < FIRST_WIDE ? 1 : 2).sum();
  }
}
