package dev.ally.cluster;

import dev.ally.bus.cluster.ThrottledWarnings;
import java.util.Set;
import org.infinispan.commands.ReplicableCommand;
import org.infinispan.commands.remote.CacheRpcCommand;
import org.infinispan.commands.remote.ClusteredGetCommand;
import org.infinispan.commands.statetransfer.StateResponseCommand;
import org.infinispan.commands.statetransfer.StateTransferCancelCommand;
import org.infinispan.commands.statetransfer.StateTransferGetListenersCommand;
import org.infinispan.commands.statetransfer.StateTransferGetTransactionsCommand;
import org.infinispan.commands.statetransfer.StateTransferStartCommand;
import org.infinispan.commons.CacheException;
import org.infinispan.factories.impl.BasicComponentRegistry;
import org.infinispan.globalstate.GlobalConfigurationManager;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.manager.impl.ReplicableManagerFunctionCommand;
import org.infinispan.manager.impl.ReplicableRunnableCommand;
import org.infinispan.reactive.publisher.impl.commands.batch.CancelPublisherCommand;
import org.infinispan.reactive.publisher.impl.commands.batch.InitialPublisherCommand;
import org.infinispan.reactive.publisher.impl.commands.batch.NextPublisherCommand;
import org.infinispan.remoting.inboundhandler.DeliverOrder;
import org.infinispan.remoting.inboundhandler.InboundInvocationHandler;
import org.infinispan.remoting.inboundhandler.Reply;
import org.infinispan.remoting.responses.ExceptionResponse;
import org.infinispan.remoting.transport.Address;
import org.infinispan.statetransfer.StateChunk;
import org.infinispan.xsite.commands.remote.XSiteRequest;
import org.slf4j.LoggerFactory;

/**
 * Refuses requests of other members to Infinispan that Vert.x never makes: to run code, and to create or remove caches
 * as the member describes them, with files and classes of its choice. Infinispan's own authorization does not help,
 * since a member itself states its rights.
 */
final class MapDoor implements InboundInvocationHandler {
  private static final String DESCRIPTIONS = GlobalConfigurationManager.CONFIG_STATE_CACHE_NAME;

  /** A joining node receives the descriptions too; it waits for them and reads them. */
  private static final Set<Class<? extends CacheRpcCommand>> OF_JOINING = Set.of(
      StateTransferStartCommand.class, StateResponseCommand.class, StateTransferCancelCommand.class,
      StateTransferGetTransactionsCommand.class, StateTransferGetListenersCommand.class, ClusteredGetCommand.class,
      InitialPublisherCommand.class, NextPublisherCommand.class, CancelPublisherCommand.class);

  private final ThrottledWarnings warnings = new ThrottledWarnings(LoggerFactory.getLogger(MapDoor.class));
  private final InboundInvocationHandler inner;

  private MapDoor(InboundInvocationHandler inner) {
    this.inner = inner;
  }

  /** @param caches not started yet */
  static void before(DefaultCacheManager caches) {
    BasicComponentRegistry registry = caches.getGlobalComponentRegistry().getComponent(BasicComponentRegistry.class);
    InboundInvocationHandler inner = registry.getComponent(InboundInvocationHandler.class).wired();
    registry.replaceComponent(InboundInvocationHandler.class.getName(), new MapDoor(inner), false);
    registry.rewire();
  }

  @Override
  public void handleFromCluster(Address member, ReplicableCommand command, Reply reply, DeliverOrder order) {
    if (isRefused(command)) {
      refused(member, command);
      reply.reply(new ExceptionResponse(new CacheException("refused")));
      return;
    }
    if (command instanceof StateResponseCommand handedOver && isOfDescriptions(handedOver)) {
      empty(member, handedOver);
    }
    inner.handleFromCluster(member, command, reply, order);
  }

  @Override
  public void handleFromRemoteSite(String site, XSiteRequest<?> request, Reply reply, DeliverOrder order) {
    reply.reply(new ExceptionResponse(new CacheException("refused")));
  }

  private static boolean isRefused(ReplicableCommand command) {
    return command instanceof ReplicableManagerFunctionCommand
        || command instanceof ReplicableRunnableCommand
        || command instanceof CacheRpcCommand rpc && isOfDescriptions(rpc) && !OF_JOINING.contains(rpc.getClass());
  }

  private static boolean isOfDescriptions(CacheRpcCommand command) {
    return command.getCacheName() != null && DESCRIPTIONS.equals(command.getCacheName().toString());
  }

  /** Removes all descriptions; nodes have none. Refusing the command would keep this node from starting. */
  private void empty(Address member, StateResponseCommand handedOver) {
    for (StateChunk chunk : handedOver.getStateChunks()) {
      if (!chunk.getCacheEntries().isEmpty()) {
        refused(member, handedOver);
        chunk.getCacheEntries().clear();
      }
    }
  }

  private void refused(Address member, ReplicableCommand command) {
    warnings.tell(
        "request(s) at the cluster's maps, by a member of the cluster, the last by " + member,
        command.getClass().getSimpleName());
  }
}
