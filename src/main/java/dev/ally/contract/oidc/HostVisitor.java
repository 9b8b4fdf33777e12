package dev.ally.contract.oidc;

import java.util.Set;
import java.util.UUID;

/** Who is logged in at a protected host, as its application is told. */
public record HostVisitor(UUID accountId, String email, String name, Set<String> groups) {
  public HostVisitor {
    groups = Set.copyOf(groups);
  }
}
