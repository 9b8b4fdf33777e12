package dev.ally.web.exchange;

/** Ends the handling of a request without a session. The browser is sent to the login, which leads back to the page. */
public final class NoSession extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NoSession() {
    super("no session", null, false, false);
  }
}
