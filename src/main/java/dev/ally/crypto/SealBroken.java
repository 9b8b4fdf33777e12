package dev.ally.crypto;

/** A stored value does not open: its key is not here, it belongs to something else, or somebody altered it. */
public final class SealBroken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SealBroken(String keyId) {
    super("a value sealed under key " + keyId + " does not open");
  }
}
