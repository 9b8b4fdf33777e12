package dev.ally.web.exchange;

/** Why a request gets a page of refusal instead of what it asked for; each has its own words in the catalogue. */
public enum Refusal {
  MALFORMED(400),
  /** From another site, or with no form token of this browser. */
  FOREIGN(403),
  /** The browser sent no cookie, and what it asks for needs one. */
  NO_COOKIES(403),
  /** The page or the form belongs to a mailed link that this browser does not hold, or holds no longer. */
  LINK_NOT_HELD(403),
  /** Accounts are made by whoever runs the site. */
  SIGN_UP_CLOSED(403),
  NOT_FOUND(404),
  METHOD_NOT_ALLOWED(405),
  BODY_TOO_LARGE(413),
  ADDRESS_TOO_LONG(414),
  NOT_A_FORM(415),
  /** The account's sessions have asked for too many changes. */
  TOO_MANY(429),
  HEADERS_TOO_LARGE(431),
  FAILED(500),
  UNAVAILABLE(503);

  private final int status;

  Refusal(int status) {
    this.status = status;
  }

  /** The HTTP status code. */
  public int status() {
    return status;
  }
}
