package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.bus.Role;
import dev.ally.config.ClusterSettings;
import dev.ally.harness.Ports;
import io.vertx.core.VertxOptions;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.infinispan.AdvancedCache;
import org.infinispan.commands.CommandInvocationId;
import org.infinispan.commands.ReplicableCommand;
import org.infinispan.commands.functional.ReadWriteKeyCommand;
import org.infinispan.commands.remote.SingleRpcCommand;
import org.infinispan.commands.write.ValueMatcher;
import org.infinispan.commons.CacheException;
import org.infinispan.commons.api.CacheContainerAdmin.AdminFlag;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.Configuration;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.configuration.parsing.ConfigurationBuilderHolder;
import org.infinispan.context.Flag;
import org.infinispan.encoding.DataConversion;
import org.infinispan.factories.KnownComponentNames;
import org.infinispan.factories.impl.BasicComponentRegistry;
import org.infinispan.functional.EntryView;
import org.infinispan.functional.impl.Params;
import org.infinispan.globalstate.ConfigurationStorage;
import org.infinispan.globalstate.GlobalConfigurationManager;
import org.infinispan.globalstate.ScopedState;
import org.infinispan.globalstate.impl.CacheState;
import org.infinispan.manager.ClusterExecutor;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.manager.impl.ReplicableManagerFunctionCommand;
import org.infinispan.manager.impl.ReplicableRunnableCommand;
import org.infinispan.marshall.core.GlobalMarshaller;
import org.infinispan.marshall.core.MarshallableFunctions;
import org.infinispan.remoting.inboundhandler.DeliverOrder;
import org.infinispan.remoting.responses.ExceptionResponse;
import org.infinispan.remoting.responses.Response;
import org.infinispan.remoting.responses.SuccessfulResponse;
import org.infinispan.remoting.transport.Address;
import org.infinispan.remoting.transport.impl.SingleResponseCollector;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.infinispan.topology.HeartBeatCommand;
import org.infinispan.util.ByteString;
import org.jgroups.BytesMessage;
import org.jgroups.CompositeMessage;
import org.jgroups.EmptyMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.ObjectMessage;
import org.jgroups.blocks.RequestCorrelator;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.AuthHeader;
import org.jgroups.protocols.TP;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.UnicastHeader3;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.protocols.pbcast.STABLE.StableHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A member with the certificate of web that keeps to no settings of ours. */
@Timeout(60)
class ForeignMemberTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final AtomicInteger RUN = new AtomicInteger();
  /** Of those that Vert.x keeps. */
  private static final String VERTX_MAP = "__vertx.subs";

  @TempDir static Path directory;
  private static Cluster node;
  private static DefaultCacheManager member;
  private static JChannel channel;
  private static int firstPort;

  @BeforeAll
  static void start() throws Exception {
    new Authority(Clock.systemUTC(), RANDOM).init(directory.resolve("cluster"));
    firstPort = Ports.inARow(4);
    node = join(0, Role.TOTP);
    member = member();
  }

  @AfterAll
  static void stop() throws Exception {
    member.stop();
    node.close();
  }

  private static ClusterSettings settings(int number, Role role) {
    return new ClusterSettings(
        new ClusterSettings.Hosts(List.of(new ClusterSettings.Address("127.0.0.1", firstPort))),
        "127.0.0.1", firstPort + number, 0, Optional.empty(), directory.resolve("cluster").resolve(role.text()));
  }

  private static Cluster join(int number, Role role) {
    return Cluster.join(
        settings(number, role), Set.of(role), Optional.empty(), new VertxOptions(), Clock.systemUTC(), RANDOM);
  }

  private static DefaultCacheManager member() {
    ClusterSettings settings = settings(1, Role.WEB);
    Credentials credentials = Credentials.read(settings.keys(), EnumSet.of(Role.WEB), Clock.systemUTC());
    channel = Stack.channel(settings, credentials, "web-foreign");
    ConfigurationBuilderHolder holder = new ConfigurationBuilderHolder();
    GlobalConfigurationBuilder global = holder.getGlobalConfigurationBuilder();
    global.transport().defaultTransport().clusterName("ally")
        .transport(new JGroupsTransport(channel));
    global.globalState().enable().configurationStorage(ConfigurationStorage.VOLATILE)
        .persistentLocation(directory.resolve("member").toString());
    return new DefaultCacheManager(holder, true);
  }

  @Test
  void makesNoCachesOnOtherNodes() throws Exception {
    // Within the member's directory for the member itself, and elsewhere for nodes.
    Path files = Path.of("target", "of-a-foreign-member");
    Configuration cache = new ConfigurationBuilder().clustering().cacheMode(CacheMode.REPL_SYNC)
        .persistence().addSoftIndexFileStore().dataLocation(files.toString()).indexLocation(files.toString()).build();
    assertThatThrownBy(() -> member.administration().withFlags(AdminFlag.VOLATILE).createCache("foreign", cache))
        .hasStackTraceContaining("refused");
    assertThat(files).doesNotExist();
    join(2, Role.ACCOUNT).close();
    assertThat(files).doesNotExist();
  }

  @Test
  void keepsNobodyFromJoiningByWhatItHandsOver() throws Exception {
    AdvancedCache<ScopedState, Object> descriptions = member.getGlobalComponentRegistry()
        .getComponent(GlobalConfigurationManager.class).getStateCache().getAdvancedCache()
        .withFlags(Flag.CACHE_MODE_LOCAL);
    // Of some another node has to tell, of others this member.
    for (int i = 0; i < 20; i++) {
      String name = "handed-over-" + i;
      descriptions.put(new ScopedState("cache", name),
          new CacheState(null, "<replicated-cache name='" + name + "'/>", EnumSet.noneOf(AdminFlag.class)));
    }
    join(3, Role.ACCOUNT).close();
  }

  /** Written so that a node could read them: what is refused is to run them. */
  static Stream<Arguments> commands() {
    return Stream.of(
        Arguments.of("work", new ReplicableRunnableCommand(null)),
        Arguments.of("a function of the caches",
            new ReplicableManagerFunctionCommand(MarshallableFunctions.identity(), null)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("commands")
  void runsNothingOnOtherNodes(String kind, ReplicableCommand command) {
    // Word for word: a node that did not read it, or ran it, says something else.
    assertThatThrownBy(() -> ask(command)).rootCause().hasMessage("refused");
  }

  /** As an executor sends them: each names its class, which a node does not load. */
  @Test
  void runsNoLambdasOnOtherNodes() throws Exception {
    ClusterExecutor others = member.executor().filterTargets(node -> !node.equals(member.getAddress()));
    assertThatThrownBy(() -> others.submit(() -> RUN.incrementAndGet()).get(10, TimeUnit.SECONDS))
        .hasMessageContaining("refused");
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    others.submitConsumer(caches -> RUN.incrementAndGet(), (node, run, failure) -> failures.add(failure))
        .get(10, TimeUnit.SECONDS);
    assertThat(failures).singleElement().asString().contains("refused");
    assertThat(RUN).hasValue(0);
  }

  /** The maps that Vert.x keeps take entries of members, and no functions of them. */
  @Test
  @SuppressWarnings("removal")
  void runsNoFunctionOfAnEntryOnOtherNodes() {
    Function<EntryView.ReadWriteEntryView<Object, Object>, Object> function =
        (Function<EntryView.ReadWriteEntryView<Object, Object>, Object> & Serializable) entry -> RUN.incrementAndGet();
    assertThatThrownBy(() -> ask(new SingleRpcCommand(ByteString.fromString(VERTX_MAP), new ReadWriteKeyCommand<>(
            "key", function, 0, CommandInvocationId.generateId(member.getAddress()), ValueMatcher.MATCH_ALWAYS,
            Params.create(), DataConversion.DEFAULT_KEY, DataConversion.DEFAULT_VALUE))))
        .hasStackTraceContaining("refused: the class " + ForeignMemberTest.class.getName());
    assertThat(RUN).hasValue(0);
  }

  /** What the node answers. */
  private static Object ask(ReplicableCommand command) throws Exception {
    return member.getTransport().invokeCommand(
            node(), command, SingleResponseCollector.validOnly(), DeliverOrder.PER_SENDER, 10,
            TimeUnit.SECONDS)
        .toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static Address node() {
    return member.getTransport().getMembers().stream().filter(each -> !each.equals(member.getAddress())).findFirst()
        .orElseThrow();
  }

  private static org.jgroups.Address nodesAddress() {
    return channel.view().getMembers().stream().filter(each -> !each.equals(channel.getAddress())).findFirst()
        .orElseThrow();
  }

  /** Objects in messages of every type that holds any. */
  static Stream<Arguments> messages() {
    short unicast = ClassConfigurator.getProtocolId(UNICAST3.class);
    short stable = ClassConfigurator.getProtocolId(STABLE.class);
    return Stream.of(
        Arguments.of("a serialised object", new ObjectMessage(null, new Telltales.Serialised())),
        Arguments.of("an object of a class by its name", new ObjectMessage(null, new Telltales.Named())),
        Arguments.of("several", new CompositeMessage(null, new ObjectMessage(null, new Telltales.Serialised()))),
        Arguments.of("a header by the name of its class",
            new EmptyMessage().putHeader((short) 7_000, new AuthHeader(new Telltales.Token()))),
        Arguments.of("what was not received, serialised",
            new BytesMessage(null, new Telltales.Serialised())
                .putHeader(unicast, UnicastHeader3.createXmitReqHeader())),
        Arguments.of("what was seen, by the name of its class",
            new BytesMessage(null, new Telltales.Named()).putHeader(
                stable, new StableHeader(StableHeader.STABLE_GOSSIP, channel.view().getViewId()))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messages")
  void makesNoObjectsOnOtherNodesByMessages(String kind, Message message) throws Exception {
    assertNothingIsMadeOf(message);
  }

  /** What Infinispan reads before it knows what it is asked. */
  static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of("an exception", new ExceptionResponse(new Telltales.Thrown("text"))),
        Arguments.of("an exception within one",
            new ExceptionResponse(new CacheException("of ours", new Telltales.Thrown("text")))),
        Arguments.of("what names its reader", SuccessfulResponse.create(new Telltales.Annotated())),
        Arguments.of("those who name theirs",
            SuccessfulResponse.create(new Telltales.Annotated[] {new Telltales.Annotated()})),
        Arguments.of("a class", SuccessfulResponse.create(Telltales.Loaded.class)));
  }

  @Test
  void namesNoClassesOnTheBusOfOtherNodes() {
    // What a bus does not read it does not send either.
    for (Object named : List.of(BigDecimal.ONE, Set.of(1), new Telltales.Serialised())) {
      assertThatThrownBy(() -> node.vertx().eventBus().publish("address", named))
          .hasMessageStartingWith("No message codec for type");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void makesNoObjectsOnOtherNodesByAnswers(String kind, Response answer) throws Exception {
    byte[] bytes = member.getGlobalComponentRegistry().getComponent(BasicComponentRegistry.class)
        .getComponent(KnownComponentNames.INTERNAL_MARSHALLER, GlobalMarshaller.class).running()
        .objectToByteBuffer(answer);
    assertNothingIsMadeOf(new BytesMessage(null, bytes).setFlag(Message.Flag.NO_RELAY)
        .putHeader(ClassConfigurator.getProtocolId(RequestCorrelator.class),
            new RequestCorrelator.Header(RequestCorrelator.Header.RSP, 1, (short) 0)));
  }

  /** Past the protocols that number messages: a node that refuses one would be sent it again and again. */
  private static void assertNothingIsMadeOf(Message message) throws Exception {
    Telltales.MADE.set(0);
    TP transport = channel.getProtocolStack().getTransport();
    transport.down(message.setDest(nodesAddress()).setSrc(channel.getAddress()));
    // Asks the node something that it answers after it has read what was sent before.
    ask(HeartBeatCommand.INSTANCE);
    assertThat(Telltales.MADE).hasValue(0);
  }
}
