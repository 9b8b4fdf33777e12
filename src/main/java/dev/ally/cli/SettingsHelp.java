package dev.ally.cli;

import dev.ally.config.Limit;
import dev.ally.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/** The list of settings and promised numbers that {@code serve --help} prints. */
public final class SettingsHelp {
  private static final int NAME_WIDTH = 31;
  private static final int FALLBACK_WIDTH = 39;
  private static final int MEANING_WIDTH = 57;
  private static final int VALUE_WIDTH = 12;
  private static final int PROMISE_WIDTH = 100;

  private SettingsHelp() {}

  public static String text() {
    TextTable settings = table(NAME_WIDTH, FALLBACK_WIDTH, MEANING_WIDTH);
    List<String> secrets = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      settings.addRowValues(setting.name(), setting.fallback(), setting.meaning());
      if (setting.isSecret()) {
        secrets.add(setting.name());
      }
    }
    TextTable numbers = table(VALUE_WIDTH, PROMISE_WIDTH);
    for (Limit limit : Limit.values()) {
      numbers.addRowValues(limit.inWords(), limit.meaning());
    }
    return String.format(Locale.ROOT, """
        %nSettings: environment variables, or lines of the file (name, default, meaning)%n\
        %s\
        %nInstead of %s a file that holds it may be named, with _FILE added to the name.%n\
        %nNumbers that are promised and not set%n\
        %s""", settings, String.join(", ", secrets), numbers);
  }

  private static TextTable table(int... widths) {
    Column[] columns = new Column[widths.length];
    for (int i = 0; i < widths.length; i++) {
      columns[i] = new Column(widths[i], 2, Overflow.WRAP);
    }
    return TextTable.forColumns(Help.defaultColorScheme(Ansi.OFF), columns);
  }
}
