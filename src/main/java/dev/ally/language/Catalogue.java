package dev.ally.language;

import com.ibm.icu.text.PluralRules;
import com.ibm.icu.util.ULocale;
import java.text.Bidi;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All texts that people read, in one language, by ids that do not change. A text that the language lacks is said in
 * English.
 */
public final class Catalogue {
  /** How the parts of a text are written: into a page, or as plain text. */
  public interface Writing {
    /** The words of the catalogue, and times and numbers. */
    String words(String text);

    /**
     * What people have typed.
     *
     * @param isolated whether its direction could disturb the words around it
     */
    String value(String text, boolean isolated);

    /** @param written the words for that time, as they are to be written */
    default String time(Moment moment, String written) {
      return written;
    }
  }

  /** Plain text, with the characters that isolate a direction (Unicode, UAX #9). */
  private static final Writing PLAIN = new Writing() {
    @Override
    public String words(String text) {
      return text;
    }

    @Override
    public String value(String text, boolean isolated) {
      return isolated ? "\u2068" + text + "\u2069" : text;
    }
  };

  private final String tag;
  private final Locale locale;
  private final boolean rightToLeft;
  private final Map<String, String> patterns;
  /** Those that have been said, read from their patterns; most of a language never are. */
  private final Map<String, Message> messages = new ConcurrentHashMap<>();
  private final Map<When.Form, DateTimeFormatter> times = new ConcurrentHashMap<>();
  /** Found when they are first needed: reading them takes a tenth of a second. */
  private volatile PluralRules plurals;

  /** @param patterns by id, complete */
  Catalogue(String tag, Map<String, String> patterns) {
    this.tag = tag;
    this.patterns = Map.copyOf(patterns);
    this.locale = Locale.forLanguageTag(say("language.locale"));
    this.rightToLeft = direction().equals("rtl");
  }

  /** @throws IllegalArgumentException when the text cannot be read; it says so */
  static Message message(String id, String pattern) {
    try {
      // Patterns of dates have letters in quotes, and nothing to fill in.
      return Message.of(id.startsWith("date.") ? pattern.replace("'", "''") : pattern);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("the text " + id + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The tag of the language (BCP 47), such as {@code pt-BR}. */
  public String tag() {
    return tag;
  }

  /** The language's own name. */
  public String name() {
    return say("language.name");
  }

  /** {@code ltr} or {@code rtl} */
  public String direction() {
    return say("language.direction");
  }

  public boolean has(String id) {
    return patterns.containsKey(id);
  }

  /** @throws IllegalArgumentException when the catalogue has no such id, or the text has a placeholder */
  public String say(String id) {
    return say(Text.of(id));
  }

  /** @throws IllegalArgumentException when the catalogue has no such id, or a placeholder has no value */
  public String say(Text text) {
    return say(text, PLAIN);
  }

  /** The same, written another way. */
  public String say(Text text, Writing writing) {
    return message(text.id()).say(new Values(text, writing));
  }

  private Message message(String id) {
    Message known = messages.get(id);
    if (known == null) {
      if (!has(id)) {
        throw new IllegalArgumentException("no text " + id);
      }
      known = message(id, patterns.get(id));
      messages.put(id, known);
    }
    return known;
  }

  /** Finds what is found when it is first needed. Blocking. */
  public void warm() {
    plurals();
    for (When.Form form : When.Form.values()) {
      formatter(form);
    }
  }

  private DateTimeFormatter formatter(When.Form form) {
    return times.computeIfAbsent(form, wanted -> DateTimeFormatter.ofPattern(say(wanted.id()), locale));
  }

  private PluralRules plurals() {
    PluralRules known = plurals;
    if (known == null) {
      known = PluralRules.forLocale(ULocale.forLanguageTag(tag));
      plurals = known;
    }
    return known;
  }

  private final class Values implements Message.Filling {
    private final Text text;
    private final Writing writing;

    Values(Text text, Writing writing) {
      this.text = text;
      this.writing = writing;
    }

    @Override
    public String words(String words) {
      return writing.words(words);
    }

    @Override
    public String value(String name) {
      Object value = find(name);
      if (value instanceof Text inner) {
        return say(inner, writing);
      }
      if (value instanceof Moment moment) {
        return writing.time(moment, say(moment.words(), writing));
      }
      if (value instanceof When when) {
        return writing.words(formatter(when.form()).format(when.at()));
      }
      String shown = value.toString();
      return value instanceof Number ? writing.words(shown) : writing.value(shown, disturbs(shown));
    }

    @Override
    public long count(String name) {
      if (find(name) instanceof Number number) {
        return number.longValue();
      }
      throw new IllegalArgumentException("{" + name + "} of " + text.id() + " is not a number");
    }

    @Override
    public String category(long count) {
      return plurals().select(count);
    }

    private Object find(String name) {
      Object value = text.values().get(name);
      if (value == null) {
        throw new IllegalArgumentException("nothing to fill into {" + name + "} of " + text.id());
      }
      return value;
    }

    private boolean disturbs(String shown) {
      return rightToLeft || Bidi.requiresBidi(shown.toCharArray(), 0, shown.length());
    }
  }
}
