package dev.ally.web.exchange;

/** Ends the handling of a request whose session has ended: the person logs in first, and comes back to the page. */
public final class NoSession extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NoSession() {
    super("no session", null, false, false);
  }
}
