package dev.ally.cluster;

import dev.ally.bus.Role;
import dev.ally.bus.cluster.ClusteredBus;
import dev.ally.bus.cluster.Nodes;
import io.vertx.core.Completable;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import io.vertx.ext.cluster.infinispan.InfinispanClusterManager;
import java.util.List;
import org.infinispan.manager.DefaultCacheManager;

/**
 * The membership of this node, which needs no data that nodes share.
 *
 * <p>Vert.x keeps in replicated maps which node registered what, and where each node listens. After a freeze or a
 * partition these maps may be wrong, and they are not repaired. So the id of a node contains its roles and the address
 * of its bus, {@code totp-7df0e5de3d/127.0.0.1:7801}, an address on the bus contains the node, and nothing is looked
 * up.
 */
final class Membership extends InfinispanClusterManager implements Nodes {
  private volatile NodeInfo own;

  Membership(DefaultCacheManager caches) {
    super(caches);
  }

  /** @param name begins with the roles, separated by hyphens */
  static String id(String name, String host, int port) {
    return name + "/" + host + ":" + port;
  }

  @Override
  public String self() {
    return getNodeId();
  }

  @Override
  public List<String> with(Role role) {
    return getNodes().stream().filter(node -> Role.isOf(node, role)).toList();
  }

  @Override
  public void setNodeInfo(NodeInfo info, Completable<Void> promise) {
    own = info;
    promise.succeed();
  }

  @Override
  public NodeInfo getNodeInfo() {
    return own;
  }

  @Override
  public void getNodeInfo(String node, Completable<NodeInfo> promise) {
    int slash = node.indexOf('/');
    int colon = node.lastIndexOf(':');
    if (slash < 0 || colon < slash || !node.substring(colon + 1).matches("[0-9]{1,5}")) {
      promise.fail("that is not the id of a node: " + node);
    } else {
      promise.succeed(
          new NodeInfo(node.substring(slash + 1, colon), Integer.parseInt(node.substring(colon + 1)), null));
    }
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
  public void addRegistration(String address, RegistrationInfo registration, Completable<Void> promise) {
    if (ClusteredBus.namesItsNode(address)) {
      promise.succeed();
    } else {
      super.addRegistration(address, registration, promise);
    }
  }

  @Override
  public void removeRegistration(String address, RegistrationInfo registration, Completable<Void> promise) {
    if (ClusteredBus.namesItsNode(address)) {
      promise.succeed();
    } else {
      super.removeRegistration(address, registration, promise);
    }
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
}
