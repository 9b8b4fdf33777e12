package dev.ally.language;

import java.time.Instant;

/**
 * A time to fill into a text, in words that a script may put into the reader's own time zone.
 *
 * @param words say it in UTC
 * @param ofDay whether they name the day alone
 */
public record Moment(Instant at, Text words, boolean ofDay) {
  public Moment(Instant at, Text words) {
    this(at, words, false);
  }
}
