package dev.ally.contract.cluster;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/** The processes that are joined, as the cluster sees them now. */
public interface Nodes {
  /** The id of this one. */
  String self();

  /** The ids of those that serve an address. It is what they say of themselves: any member may claim it. */
  Future<List<String>> serving(String address);

  /** The ids of members that were among those a short while ago, in case the cluster has forgotten them. */
  List<String> remembered(String address);

  /** Takes this node's claim to serve these addresses back; it goes on hearing what is sent to it. */
  Future<Void> withdraw(Set<String> addresses);
}
