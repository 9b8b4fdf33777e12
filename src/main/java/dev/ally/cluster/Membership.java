package dev.ally.cluster;

import dev.ally.contract.cluster.ClusteredBus;
import dev.ally.contract.cluster.Nodes;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import io.vertx.ext.cluster.infinispan.InfinispanClusterManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.infinispan.manager.DefaultCacheManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's place in the cluster.
 *
 * <p>A node that was cut off or stood still is struck from the lists that all nodes share, and nothing enters it again
 * when it comes back; so it keeps what it said of itself and looks every so often whether that still stands. When two
 * parts meet, the lists of one win and the other's are gone until then; so what was known of members is remembered, and
 * an address that names its node needs no list at all.
 */
final class Membership extends InfinispanClusterManager implements Nodes {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  private static final Duration ENTER_LIMIT = Duration.ofSeconds(2);
  /** Longer than it takes to say again what was forgotten. */
  private static final Duration MEMORY = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private final Map<String, Set<RegistrationInfo>> said = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Long>> remembered = new ConcurrentHashMap<>();
  private final Map<String, NodeInfo> places = new ConcurrentHashMap<>();
  private final AtomicBoolean mending = new AtomicBoolean();
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
        .map(all -> present(all.stream().map(RegistrationInfo::nodeId).distinct().toList()))
        .onSuccess(nodes -> remember(address, nodes));
    // While the members agree on who is left, which is when it matters, the shared list does not answer at once.
    return (asked.isComplete() ? asked : asked.timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).otherwise(List.of());
  }

  @Override
  public List<String> remembered(String address) {
    return present(List.copyOf(remembered.getOrDefault(address, Map.of()).keySet()));
  }

  private void remember(String address, List<String> nodes) {
    long now = System.nanoTime();
    Map<String, Long> known = remembered.computeIfAbsent(address, first -> new ConcurrentHashMap<>());
    nodes.forEach(node -> known.put(node, now));
    known.values().removeIf(seen -> now - seen > MEMORY.toNanos());
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
    NodeInfo known = place;
    if (known == null || !mending.compareAndSet(false, true)) {
      return Future.succeededFuture();
    }
    return mend(known).onComplete(done -> mending.set(false));
  }

  private Future<Void> mend(NodeInfo known) {
    List<Future<?>> mended = new ArrayList<>();
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

  /** What is not entered in time, because the members are just agreeing on who they are, is mended later. */
  private static Future<Void> soon(Future<Void> entered) {
    return entered.timeout(ENTER_LIMIT.toMillis(), TimeUnit.MILLISECONDS).otherwiseEmpty();
  }

  private Future<List<RegistrationInfo>> registrations(String address) {
    return Future.future(promise -> getRegistrations(address, promise));
  }

  @Override
  public void registrationListener(RegistrationListener listener) {
    super.registrationListener(new RegistrationListener() {
      @Override
      public void registrationsUpdated(RegistrationUpdateEvent event) {
        listener.registrationsUpdated(event);
      }

      @Override
      public void registrationsLost() {
        listener.registrationsLost();
      }

      @Override
      public boolean wantsUpdatesFor(String address) {
        return !ClusteredBus.namesItsNode(address) && listener.wantsUpdatesFor(address);
      }
    });
  }

  @Override
  public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
    if (ClusteredBus.namesItsNode(address)) {
      promise.succeed(List.of(new RegistrationInfo(ClusteredBus.nodeOf(address), 0, false)));
    } else {
      super.getRegistrations(address, promise);
    }
  }

  @Override
  public void getNodeInfo(String nodeId, Completable<NodeInfo> promise) {
    Future.<NodeInfo>future(asked -> super.getNodeInfo(nodeId, asked))
        .onSuccess(info -> places.put(nodeId, info))
        .recover(forgotten -> places.containsKey(nodeId) && !nodeId.equals(self())
            ? Future.succeededFuture(places.get(nodeId))
            : Future.failedFuture(forgotten))
        .onComplete(promise);
  }

  @Override
  public void setNodeInfo(NodeInfo nodeInfo, Completable<Void> promise) {
    place = nodeInfo;
    soon(Future.future(said -> super.setNodeInfo(nodeInfo, said))).onComplete(promise);
  }

  @Override
  public void addRegistration(String address, RegistrationInfo registration, Completable<Void> promise) {
    if (ClusteredBus.namesItsNode(address)) {
      promise.succeed();
      return;
    }
    if (!registration.localOnly()) {
      said.computeIfAbsent(address, first -> ConcurrentHashMap.newKeySet()).add(registration);
    }
    soon(Future.future(listed -> super.addRegistration(address, registration, listed))).onComplete(promise);
  }

  @Override
  public void removeRegistration(String address, RegistrationInfo registration, Completable<Void> promise) {
    if (ClusteredBus.namesItsNode(address)) {
      promise.succeed();
      return;
    }
    said.computeIfPresent(address, (known, mine) -> {
      mine.remove(registration);
      return mine.isEmpty() ? null : mine;
    });
    super.removeRegistration(address, registration, promise);
  }
}
