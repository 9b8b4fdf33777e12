package dev.ally.web.page;

/**
 * What is wrong with a form, in the catalogue's words.
 *
 * @param field the id of the field that shows it; empty: no field is at fault
 */
public record Problem(String field, String text) {
  /** Something that no field is at fault for, like too many attempts. */
  public static Problem ofNoField(String text) {
    return new Problem("", text);
  }
}
