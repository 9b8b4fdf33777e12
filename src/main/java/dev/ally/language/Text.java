package dev.ally.language;

import java.util.HashMap;
import java.util.Map;

/**
 * A text of the catalogue and what is filled in. It has no language yet: {@link Catalogue#say} says it in one.
 *
 * @param id in the catalogue
 * @param values by the names of the placeholders: texts, {@link When}, {@link Moment}, numbers, and strings that are shown as they are
 */
public record Text(String id, Map<String, Object> values) {
  public Text {
    values = Map.copyOf(values);
  }

  public static Text of(String id) {
    return new Text(id, Map.of());
  }

  /** What somebody typed, where a text of the catalogue could stand as well. */
  public static Text verbatim(String typed) {
    return of("verbatim").with("text", typed);
  }

  /** The same with one more value. */
  public Text with(String name, Object value) {
    Map<String, Object> more = new HashMap<>(values);
    more.put(name, value);
    return new Text(id, more);
  }
}
