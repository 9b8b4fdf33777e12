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
import io.vertx.ext.cluster.infinispan.impl.DataConverter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.infinispan.context.Flag;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.multimap.api.embedded.EmbeddedMultimapCacheManagerFactory;
import org.infinispan.multimap.api.embedded.MultimapCache;
import org.infinispan.multimap.api.embedded.MultimapCacheManager;
import org.infinispan.multimap.impl.Bucket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's place in the cluster.
 *
 * <p>A node that was cut off or stood still is struck from the lists that all nodes share, and nothing enters it again
 * when it comes back; so it keeps what it said of itself and looks every so often whether that still stands. When two
 * parts meet, the lists of one win and the other's are gone until then; so what was known of nodes is remembered, and
 * an address that names its node needs no list at all.
 */
final class Membership extends InfinispanClusterManager implements Nodes {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  /** Where Vert.x keeps who registered at which address. */
  static final String LIST = "__vertx.subs";
  private static final Duration MEND_LIMIT = Duration.ofSeconds(10);
  private static final Duration ENTER_LIMIT = Duration.ofSeconds(2);
  /** Longer than it takes to say again what was forgotten. */
  private static final Duration MEMORY = Duration.ofSeconds(60);

  private final DefaultCacheManager caches;
  private final Map<String, Set<RegistrationInfo>> said = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Long>> remembered = new ConcurrentHashMap<>();
  private final Map<String, NodeInfo> places = new ConcurrentHashMap<>();
  private final AtomicBoolean mending = new AtomicBoolean();
  private volatile NodeInfo place;

  Membership(DefaultCacheManager caches) {
    super(caches);
    this.caches = caches;
  }

  @Override
  public String self() {
    return getNodeId();
  }

  @Override
  public List<String> serving(String address) {
    Set<String> members = new HashSet<>(getNodes());
    List<String> nodes =
        listed(address).stream().map(RegistrationInfo::nodeId).filter(members::contains).distinct().toList();
    remember(address, nodes);
    return nodes;
  }

  /** As it stands in this node: every one has the whole list, and Vert.x's own question would go to another. */
  private List<RegistrationInfo> listed(String address) {
    Bucket<byte[]> bucket = caches.<String, Bucket<byte[]>>getCache(LIST).getAdvancedCache()
        .withFlags(Flag.CACHE_MODE_LOCAL).get(address);
    return bucket == null ? List.of()
        : bucket.toList().stream().map(DataConverter::<RegistrationInfo>fromCachedObject).toList();
  }

  @Override
  public List<String> remembered(String address) {
    return List.copyOf(remembered.getOrDefault(address, Map.of()).keySet());
  }

  private void remember(String address, List<String> nodes) {
    long now = System.nanoTime();
    Map<String, Long> known = remembered.computeIfAbsent(address, first -> new ConcurrentHashMap<>());
    nodes.forEach(node -> known.put(node, now));
    known.values().removeIf(seen -> now - seen > MEMORY.toNanos());
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
    return mend(known).timeout(MEND_LIMIT.toMillis(), TimeUnit.MILLISECONDS).onComplete(done -> mending.set(false));
  }

  private Future<Void> mend(NodeInfo known) {
    List<Future<?>> mended = new ArrayList<>();
    mended.add(Future.<NodeInfo>future(promise -> getNodeInfo(self(), promise))
        .<Void>mapEmpty()
        .recover(forgotten -> {
          LOG.warn("This node was forgotten by the cluster: it enters itself again");
          return Future.future(promise -> super.setNodeInfo(known, promise));
        }));
    said.forEach((address, mine) -> mended.add(sayAgain(address, mine, listed(address))));
    return Future.join(mended).mapEmpty();
  }

  private Future<?> sayAgain(String address, Set<RegistrationInfo> mine, List<RegistrationInfo> all) {
    MultimapCache<String, byte[]> list = list();
    List<Future<?>> said = new ArrayList<>();
    for (RegistrationInfo one : mine) {
      if (!all.contains(one)) {
        said.add(Future.fromCompletionStage(list.put(address, DataConverter.toCachedObject(one))));
      }
    }
    return Future.join(said);
  }

  /** What is not entered in time, because the members are just agreeing on who they are, is mended later. */
  private static Future<Void> soon(Future<Void> entered) {
    return entered.timeout(ENTER_LIMIT.toMillis(), TimeUnit.MILLISECONDS).otherwiseEmpty();
  }

  /** Not by Vert.x's own way, where one entry that hangs holds up all that follow. */
  @SuppressWarnings("unchecked")
  private MultimapCache<String, byte[]> list() {
    return ((MultimapCacheManager<String, byte[]>) EmbeddedMultimapCacheManagerFactory.from(caches)).get(LIST);
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
