package dev.ally.crypto;

/** A sealed value does not open: its key is not here, it belongs to another owner, or it was altered. */
public final class SealBroken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SealBroken(String keyId) {
    super("a value sealed under key " + keyId + " does not open");
  }
}
