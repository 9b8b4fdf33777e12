package dev.ally.account.event;

import java.time.Duration;
import java.time.Instant;

/** Which events a process tells in its audit log. */
public enum AuditScope {
  /** All of them, but leaves those that an operator has just caused to the command. */
  SERVER,
  /** Those that an operator has caused since the start of the command. */
  COMMAND;

  /** Within which a command has told its own; a server tells those of one that was killed. */
  private static final Duration LEFT_TO_COMMAND = Duration.ofSeconds(10);

  /** By which the events of an operator are divided: a command tells those since, a server those before. */
  Instant divide(Instant started, Instant now) {
    return this == COMMAND ? started : now.minus(LEFT_TO_COMMAND);
  }
}
