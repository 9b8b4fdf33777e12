package dev.ally.language;

import java.time.Instant;

/**
 * A time to fill into a text, in words that a script may put into the reader's own time zone.
 *
 * @param words say it in UTC
 */
public record Moment(Instant at, Text words) {}
