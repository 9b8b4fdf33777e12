package dev.ally.bus;

/** The question met a defect at its owner, who has logged the cause; the asker learns no more than that. */
public final class Failed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Failed(String address) {
    super(address + " failed", null, false, false);
  }
}
