package dev.ally.bus.cluster;

import dev.ally.bus.Role;
import java.util.List;

/** The processes that are joined, as the cluster sees them now. */
public interface Nodes {
  /** The id of this one. */
  String self();

  /** The ids of those that say they have this role; any member may say so. */
  List<String> with(Role role);
}
