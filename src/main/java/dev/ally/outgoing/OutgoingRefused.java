package dev.ally.outgoing;

/** A request that must not leave; the message is for the operator. */
public final class OutgoingRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutgoingRefused(String message) {
    super(message, null, false, false);
  }
}
