package dev.ally.cluster;

/** The cluster cannot be created or joined, for a reason that an operator can remove. */
public final class ClusterRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClusterRefused(String reason) {
    super(reason);
  }

  ClusterRefused(String reason, Throwable cause) {
    super(reason, cause);
  }
}
