package dev.ally.web.exchange;

/** Why a request is refused with a page of its own; the catalogue has the words of each. */
public enum Refusal {
  MALFORMED(400),
  /** The form comes from another site, or has no form token of this browser. */
  FOREIGN(403),
  /** The request needs a cookie, and the browser sent none. */
  NO_COOKIES(403),
  /** The page or the form belongs to a mailed link that this browser does not hold. */
  LINK_NOT_HELD(403),
  /** Only the operator makes accounts. */
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
