package dev.ally.web.page;

import dev.ally.language.Text;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.TimeSpan;
import java.time.Duration;

/**
 * What is wrong with a form, in the catalogue's words.
 *
 * @param field the id of the field that shows it; empty: no field is at fault
 */
public record Problem(String field, Text text) {
  /** @param textId in the catalogue */
  public static Problem at(Field field, String textId) {
    return at(field, Text.of(textId));
  }

  public static Problem at(Field field, Text text) {
    return new Problem(field.id(), text);
  }

  /** Something that no field is at fault for, like too many attempts. */
  public static Problem ofNoField(Text text) {
    return new Problem("", text);
  }

  /** "Too many attempts. Try again in 4 minutes." */
  public static Problem tooMany(Duration wait) {
    return ofNoField(TimeSpan.of(wait).in("too-many"));
  }
}
