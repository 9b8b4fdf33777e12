package dev.ally.bus;

/** The service failed by a defect. The serving node has logged the cause; the asker learns no more. */
public final class Failed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Failed(String address) {
    super(address + " failed", null, false, false);
  }
}
