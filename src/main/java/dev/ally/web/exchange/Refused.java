package dev.ally.web.exchange;

/** Ends the handling of a request with the page of a refusal. It is not logged, since it is not a defect. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  public Refused(Refusal refusal) {
    super(refusal.name(), null, false, false);
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
