package dev.ally.contract.account;

import dev.ally.config.Limit;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/** What a mailed link is for, the page that it opens, and for how long it opens it. */
public enum MailedLinkKind {
  /** Chooses a new password. */
  RESET("/reset", Limit.RESET_LIFE),
  /** Turns two-factor off again, by the email that told of turning it on. */
  UNDO("/undo", Limit.UNDO_LIFE),
  /** Stops an undo that waits. */
  STOP_UNDO("/undo/stop", Limit.UNDO_DELAY),
  /** Completes a sign-up. */
  SIGN_UP("/signup/confirm", Limit.SIGN_UP_LIFE),
  /** Confirms another email address. */
  EMAIL("/email", Limit.EMAIL_LIFE),
  /** Lets an unrecognised browser log in. */
  BROWSER("/login/link", Limit.BROWSER_LIFE),
  /** Opens nothing: a kind that only a later version knows. */
  UNKNOWN("/", Duration.ZERO);

  private final String path;
  private final Duration life;

  MailedLinkKind(String path, Limit life) {
    this(path, life.duration());
  }

  MailedLinkKind(String path, Duration life) {
    this.path = path;
    this.life = life;
  }

  public String path() {
    return path;
  }

  public Duration life() {
    return life;
  }

  /** The life of the kind that opens longest. */
  public static Duration longestLife() {
    return Stream.of(values()).map(MailedLinkKind::life).max(Comparator.naturalOrder()).orElseThrow();
  }
}
