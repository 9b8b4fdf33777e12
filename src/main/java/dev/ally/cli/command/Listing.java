package dev.ally.cli.command;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** Prints the rows of a command one by one. */
final class Listing {
  /** The names of the constants are the values of the option. */
  enum Format {
    table,
    /** One object a line, in ASCII, so that it is correct in every locale. */
    json,
    /** RFC 4180, with a header line. */
    csv
  }

  private static final String GAP = "  ";
  private static final Pattern FORMULA = Pattern.compile("[=+\\-@\t\r]");
  private static final Pattern QUOTED = Pattern.compile("[\",\r\n]");

  private record Column(String name, int width) {}

  private final PrintWriter out;
  private final Format format;
  private final List<Column> columns = new ArrayList<>();

  Listing(PrintWriter out, Format format) {
    this.out = out;
    this.format = format;
  }

  /** @param width the width in a table; longer values are not cut */
  Listing column(String name, int width) {
    columns.add(new Column(name, width));
    return this;
  }

  void begin() {
    if (format != Format.json) {
      add(columns.stream().map(Column::name).toArray());
    }
  }

  /** @param values one value for each column: a text, or a number, which is one in JSON too */
  void add(Object... values) {
    String[] texts = Arrays.stream(values).map(Object::toString).toArray(String[]::new);
    out.println(switch (format) {
      case table -> table(texts);
      case json -> json(values);
      case csv -> csv(texts);
    });
  }

  private String table(String[] values) {
    StringJoiner line = new StringJoiner(GAP);
    for (int i = 0; i < values.length; i++) {
      int blanks = columns.get(i).width() - values[i].codePointCount(0, values[i].length());
      line.add(values[i] + " ".repeat(Math.max(0, blanks)));
    }
    return line.toString().stripTrailing();
  }

  private String json(Object[] values) {
    JsonObject object = new JsonObject();
    for (int i = 0; i < values.length; i++) {
      object.put(columns.get(i).name(), values[i] instanceof Number ? values[i] : values[i].toString());
    }
    return ascii(object.encode());
  }

  /** The same JSON in ASCII. */
  static String ascii(String json) {
    StringBuilder ascii = new StringBuilder();
    for (char c : json.toCharArray()) {
      if (c <= '~') {
        ascii.append(c);
      } else {
        ascii.append("\\u").append(Integer.toHexString(0x10000 | c).substring(1));
      }
    }
    return ascii.toString();
  }

  /** A value that a spreadsheet would take for a formula begins with an apostrophe, as OWASP says (CSV injection). */
  private static String csv(String[] values) {
    StringJoiner line = new StringJoiner(",");
    for (String value : values) {
      String text = FORMULA.matcher(value).lookingAt() ? "'" + value : value;
      line.add(QUOTED.matcher(text).find() ? "\"" + text.replace("\"", "\"\"") + "\"" : text);
    }
    return line.toString();
  }
}
