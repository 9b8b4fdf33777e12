package dev.ally.web.exchange;

import dev.ally.config.Limit;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** The cookies that Ally keeps in a browser. None is ever read by a script, or sent along from another site's form. */
public enum Cookie {
  /** The token of a session. */
  SESSION("ally_session", Shape.TOKEN, Optional.empty()),
  /** The token of a login that waits for its code. */
  PENDING("ally_pending", Shape.TOKEN, Optional.of(Limit.PENDING_LOGIN_LIFE.duration())),
  /** What form tokens are keyed by before a login, and tagged by after it. */
  VISITOR("ally_visitor", Shape.TOKEN, Optional.empty()),
  /** By which an account knows a browser again. */
  BROWSER("ally_browser", Shape.TOKEN, Optional.of(Limit.KNOWN_BROWSER_LIFE.duration())),
  /** The tokens of mailed links that were opened, out of the addresses by which they came. */
  LINK("ally_link", Shape.TOKENS, Optional.of(Duration.ofHours(1))),
  /** Names the message that the next page shows once. */
  FLASH("ally_flash", Shape.NAME, Optional.of(Duration.ofMinutes(1)));

  /** What a well-formed value looks like; any other counts as absent. */
  private static final class Shape {
    static final int MOST_TOKENS = 8;
    /** 32 bytes in base64url, as {@link dev.ally.crypto.Secret#token} makes them. */
    static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
    /** Several of them; bounded, so that no header grows with what was opened. */
    static final Pattern TOKENS = Pattern.compile(TOKEN + "(\\." + TOKEN + "){0," + (MOST_TOKENS - 1) + "}");
    static final Pattern NAME = Pattern.compile("[A-Z_]{1,40}");
  }

  private final String plainName;
  private final Pattern shape;
  private final Optional<Duration> life;

  Cookie(String plainName, Pattern shape, Optional<Duration> life) {
    this.plainName = plainName;
    this.shape = shape;
    this.life = life;
  }

  /** How many tokens {@link #LINK} holds at most. */
  public static int mostLinks() {
    return Shape.MOST_TOKENS;
  }

  /** Whether this has the shape of a token. */
  public static boolean isToken(String value) {
    return Shape.TOKEN.matcher(value).matches();
  }

  String plainName() {
    return plainName;
  }

  /** Whether this can be its value. */
  boolean fits(String value) {
    return shape.matcher(value).matches();
  }

  /** How long the browser keeps it; empty: until it is closed. */
  Optional<Duration> life() {
    return life;
  }
}
