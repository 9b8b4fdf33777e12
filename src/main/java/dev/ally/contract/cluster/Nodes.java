package dev.ally.contract.cluster;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/** The processes that are joined, as the cluster sees them now. */
public interface Nodes {
  /** The id of this one. */
  String self();

  /** The ids of those that serve an address. It is what they say of themselves: any member may claim it. */
  List<String> serving(String address);

  /**
   * The ids of those that did a short while ago, members or not: a node that comes back after it stood still has every
   * other one struck from the list for some seconds, while all of them work.
   */
  List<String> remembered(String address);

  /** Takes this node's claim to serve these addresses back; it goes on hearing what is sent to it. */
  Future<Void> withdraw(Set<String> addresses);
}
