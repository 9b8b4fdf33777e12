package dev.ally.web.exchange;

import dev.ally.config.Limit;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** The cookies that Ally sets. No script can read them, and forms of other sites do not send them. */
public enum Cookie {
  /** The token of a session. */
  SESSION("ally_session", Shape.TOKEN, Optional.empty()),
  /** The token of a login that waits for its code. */
  PENDING("ally_pending", Shape.TOKEN, Optional.of(Limit.PENDING_LOGIN_LIFE.duration())),
  /** The key of form tokens before a login; after it, the key of their tags. */
  VISITOR("ally_visitor", Shape.TOKEN, Optional.empty()),
  /** The token by which an account recognises a browser. */
  BROWSER("ally_browser", Shape.TOKEN, Optional.of(Limit.KNOWN_BROWSER_LIFE.duration())),
  /** The tokens of the mailed links that this browser has opened. */
  LINK("ally_link", Shape.TOKENS, Optional.of(Duration.ofHours(1))),
  /** The email that was requested last: its kind, address and name. */
  MAILED("ally_mailed", Shape.MAILED, Optional.of(Limit.RESET_LIFE.duration())),
  /** The login for which an application waits since that email was requested. */
  WAITING("ally_waiting", Shape.WAITING, Optional.of(Limit.REQUEST_LIFE.duration())),
  /** The tag of the language that was chosen in this browser. */
  LANGUAGE("ally_language", Shape.LANGUAGE, Optional.of(Duration.ofDays(365))),
  /** Names the message that the next page shows once. */
  FLASH("ally_flash", Shape.NAME, Optional.of(Duration.ofMinutes(1))),
  /** At a protected host: the token of a session of that host. */
  HOST_SESSION("ally_host", Shape.TOKEN, Optional.empty()),
  /** At a protected host: binds the logins that were begun in this browser to it. */
  HOST_LOGIN("ally_host_login", Shape.TOKEN, Optional.of(Limit.HOST_LOGIN_LIFE.duration()));

  /** The shape of a well-formed value; a malformed cookie counts as absent. */
  private static final class Shape {
    static final int MOST_TOKENS = 8;
    /** 32 bytes in base64url, as {@link dev.ally.crypto.Secret#token} makes them. */
    static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
    /** Several tokens; bounded, so that the header stays small. */
    static final Pattern TOKENS = Pattern.compile(TOKEN + "(\\." + TOKEN + "){0," + (MOST_TOKENS - 1) + "}");
    /** A name, and two texts in base64url, each bounded as it may be typed. */
    static final Pattern MAILED = Pattern.compile("[A-Z_]{1,20}\\.[A-Za-z0-9_-]{0,1360}\\.[A-Za-z0-9_-]{0,540}");
    /** A parked request, or a sealed login for a protected host. */
    static final Pattern WAITING = Pattern.compile("application\\.[A-Za-z0-9_-]{43}|host\\.[A-Za-z0-9_-]{1,1600}");
    static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}");
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

  /** Whether the value is well-formed. */
  boolean fits(String value) {
    return shape.matcher(value).matches();
  }

  /** How long the browser keeps the cookie; empty: until the browser is closed. */
  Optional<Duration> life() {
    return life;
  }
}
