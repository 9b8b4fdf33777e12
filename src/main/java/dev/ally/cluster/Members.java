package dev.ally.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jgroups.Address;
import org.jgroups.PhysicalAddress;
import org.slf4j.Logger;

/**
 * Logs one line for each other node that joins the cluster, leaves it, is missing, or is back. A node that stops says
 * goodbye first; one that is gone without that is missing. It is back when a node is at the same address of the
 * cluster again, even if that is another process.
 */
final class Members {
  /** So many missing nodes are remembered. */
  private static final int MOST = 100;

  private final Logger log;
  private final Function<Address, PhysicalAddress> physical;
  private final Set<Address> leaving = new HashSet<>();
  private final Map<PhysicalAddress, String> missing = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<PhysicalAddress, String> eldest) {
      return size() > MOST;
    }
  };
  private Map<Address, Member> present = Map.of();

  /** As they were when the node was seen: JGroups forgets both soon after it is gone. */
  private record Member(String name, Optional<PhysicalAddress> at) {}

  /** @param physical where a member is; null while that is unknown */
  Members(Logger log, Function<Address, PhysicalAddress> physical) {
    this.log = log;
    this.physical = physical;
  }

  /** A member has said that it is about to leave. */
  synchronized void leaves(Address member) {
    leaving.add(member);
  }

  /** These are the members from now on. */
  synchronized void are(List<Address> members, Address self) {
    Map<Address, Member> now = new HashMap<>();
    members.forEach(address -> now.put(address, member(address)));
    if (!present.containsKey(self)) {
      log.info("This node is {}, {}", now.get(self).name, others(now, self));
    } else {
      present.forEach((address, member) -> {
        if (!now.containsKey(address)) {
          gone(address, member);
        }
      });
      members.stream().filter(address -> !present.containsKey(address)).forEach(address -> come(now.get(address)));
    }
    leaving.retainAll(now.keySet());
    present = now;
  }

  private Member member(Address address) {
    Member known = present.get(address);
    return known != null && known.at.isPresent()
        ? known
        : new Member(address.toString(), Optional.ofNullable(physical.apply(address)));
  }

  private void gone(Address address, Member member) {
    if (leaving.contains(address)) {
      log.info("{} has left the cluster", member.name);
    } else {
      log.warn("{} is missing from the cluster", member.name);
      member.at.ifPresent(at -> missing.put(at, member.name));
    }
  }

  private void come(Member member) {
    String lost = member.at.map(missing::remove).orElse(null);
    if (lost == null) {
      log.info("{} has joined the cluster", member.name);
    } else if (lost.equals(member.name)) {
      log.info("{} is back in the cluster", member.name);
    } else {
      log.info("{} is back in the cluster as {}", lost, member.name);
    }
  }

  private static String others(Map<Address, Member> now, Address self) {
    String names = now.entrySet().stream()
        .filter(one -> !one.getKey().equals(self)).map(one -> one.getValue().name).sorted()
        .collect(Collectors.joining(", "));
    return names.isEmpty() ? "the first in the cluster" : "in the cluster with " + names;
  }
}
