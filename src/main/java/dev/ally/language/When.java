package dev.ally.language;

import java.time.ZonedDateTime;

/** A time to fill into a text. How it is written is the language's affair: its pattern stands in the catalogue. */
public record When(Form form, ZonedDateTime at) {
  /** How much of the time is said. */
  public enum Form {
    /** "3 March" */
    DAY("date.day"),
    /** "3 March 2026" */
    DAY_AND_YEAR("date.day.year"),
    /** "09:14" */
    MINUTE("date.minute"),
    /** "09:14:05" */
    SECOND("date.second");

    private final String id;

    Form(String id) {
      this.id = id;
    }

    /** The id of the pattern, which is one of {@link java.time.format.DateTimeFormatter}. */
    String id() {
      return id;
    }
  }
}
