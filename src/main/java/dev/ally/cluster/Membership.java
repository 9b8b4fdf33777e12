package dev.ally.cluster;

import dev.ally.contract.cluster.Nodes;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.ext.cluster.infinispan.InfinispanClusterManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.infinispan.manager.DefaultCacheManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's place in the cluster.
 *
 * <p>A node that was cut off or stood still is struck from the lists that all nodes share, and nothing enters it again
 * when it comes back; so it keeps what it said of itself and looks every so often whether that still stands.
 */
final class Membership extends InfinispanClusterManager implements Nodes {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  private static final Duration PATIENCE = Duration.ofMillis(100);

  private final Map<String, Set<RegistrationInfo>> said = new ConcurrentHashMap<>();
  private final Map<String, List<String>> lastKnown = new ConcurrentHashMap<>();
  private volatile NodeInfo place;

  Membership(DefaultCacheManager caches) {
    super(caches);
  }

  @Override
  public String self() {
    return getNodeId();
  }

  @Override
  public Future<List<String>> serving(String address) {
    Future<List<String>> asked = registrations(address)
        .map(all -> all.stream().map(RegistrationInfo::nodeId).distinct().toList())
        .onSuccess(nodes -> lastKnown.put(address, nodes));
    if (asked.succeeded() || !lastKnown.containsKey(address)) {
      return asked.map(this::present);
    }
    // While the members agree on who is left, which is when it matters, the shared list does not answer at once.
    return asked.timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .recover(silent -> Future.succeededFuture(lastKnown.get(address)))
        .map(this::present);
  }

  private List<String> present(List<String> nodes) {
    Set<String> members = new HashSet<>(getNodes());
    return nodes.stream().filter(members::contains).toList();
  }

  @Override
  public Future<Void> withdraw(Set<String> addresses) {
    List<Future<?>> removed = new ArrayList<>();
    for (String address : addresses) {
      Set<RegistrationInfo> mine = said.remove(address);
      if (mine != null) {
        mine.forEach(one -> removed.add(Future.<Void>future(promise -> super.removeRegistration(address, one, promise))));
      }
    }
    return Future.join(removed).mapEmpty();
  }

  /** Says again whatever the others have forgotten. */
  Future<Void> mend() {
    List<Future<?>> mended = new ArrayList<>();
    NodeInfo known = place;
    if (known == null) {
      return Future.succeededFuture();
    }
    mended.add(Future.<NodeInfo>future(promise -> getNodeInfo(self(), promise))
        .<Void>mapEmpty()
        .recover(forgotten -> {
          LOG.warn("This node was forgotten by the cluster: it enters itself again");
          return Future.future(promise -> super.setNodeInfo(known, promise));
        }));
    said.forEach((address, mine) -> mended.add(registrations(address).compose(all -> sayAgain(address, mine, all))));
    return Future.join(mended).mapEmpty();
  }

  private Future<?> sayAgain(String address, Set<RegistrationInfo> mine, List<RegistrationInfo> all) {
    List<Future<?>> said = new ArrayList<>();
    for (RegistrationInfo one : mine) {
      if (!all.contains(one)) {
        said.add(Future.<Void>future(promise -> super.addRegistration(address, one, promise)));
      }
    }
    return Future.join(said);
  }

  private Future<List<RegistrationInfo>> registrations(String address) {
    return Future.future(promise -> getRegistrations(address, promise));
  }

  @Override
  public void setNodeInfo(NodeInfo nodeInfo, Completable<Void> promise) {
    place = nodeInfo;
    super.setNodeInfo(nodeInfo, promise);
  }

  @Override
  public void addRegistration(String address, RegistrationInfo registration, Completable<Void> promise) {
    if (!registration.localOnly()) {
      said.computeIfAbsent(address, first -> ConcurrentHashMap.newKeySet()).add(registration);
    }
    super.addRegistration(address, registration, promise);
  }

  @Override
  public void removeRegistration(String address, RegistrationInfo registration, Completable<Void> promise) {
    said.computeIfPresent(address, (known, mine) -> {
      mine.remove(registration);
      return mine.isEmpty() ? null : mine;
    });
    super.removeRegistration(address, registration, promise);
  }
}
