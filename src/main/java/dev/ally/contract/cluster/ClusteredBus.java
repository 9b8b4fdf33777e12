package dev.ally.contract.cluster;

import dev.ally.contract.Bus;
import dev.ally.contract.BusOperation;
import dev.ally.contract.Here;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Between the processes of a cluster.
 *
 * <p>Each node that serves an operation hears an address of its own, {@code totp.verify.v1@NODE}, and says that it does
 * by registering at the plain one, where nothing is ever sent. The asker picks a node; one that does not answer is
 * avoided for a while and another is asked. What an operator's command asks is neither served nor asked here.
 *
 * <p>A member of the cluster is trusted with nothing but its place on the bus: see {@link dev.ally.crypto.AgreedKeys}
 * for who can read a question and whose answer is believed.
 */
public final class ClusteredBus implements Bus {
  private static final char AT = '@';
  private static final Duration AVOIDED_FOR = Duration.ofSeconds(5);
  /** Until every other node has heard that this one serves no longer. */
  private static final Duration FAREWELL = Duration.ofMillis(400);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final Vertx vertx;
  private final Nodes nodes;
  private final AskerSeal askerSeal;
  private final ServerSeal serverSeal;
  private final Avoided avoided = new Avoided(AVOIDED_FOR, System::nanoTime);
  private final Refusals refusals = new Refusals();
  private final Set<String> served = ConcurrentHashMap.newKeySet();
  private final AtomicInteger inHand = new AtomicInteger();
  private final AtomicLong askedAgain = new AtomicLong();

  public ClusteredBus(Vertx vertx, Nodes nodes, RoleKeys keys, Clock clock, SecureRandom random) {
    this.vertx = vertx;
    this.nodes = nodes;
    this.askerSeal = new AskerSeal(keys, nodes.self(), clock, random);
    this.serverSeal = new ServerSeal(keys, clock, random);
  }

  @Override
  public Future<JsonObject> ask(BusOperation<?, ?> operation, JsonObject question) {
    if (!operation.way().leavesTheProcess()) {
      return Future.failedFuture(new IllegalArgumentException(operation.address() + " is asked within a process"));
    }
    Asking asking = new Asking(
        vertx, nodes, askerSeal, avoided, refusals, operation, question.toBuffer().getBytes(), askedAgain);
    return Future.succeededFuture().compose(now -> asking.begin());
  }

  @Override
  public Future<Served> serve(BusOperation<?, ?> operation, Function<JsonObject, Future<JsonObject>> service) {
    if (!operation.way().leavesTheProcess()) {
      return Future.succeededFuture(Future::succeededFuture);
    }
    String address = address(operation, nodes.self());
    MessageConsumer<Buffer> own = vertx.eventBus().consumer(address);
    own.handler(message -> answer(message, operation, service));
    return own.completion().compose(heard -> {
      MessageConsumer<Object> shared = vertx.eventBus().consumer(operation.address());
      shared.handler(message -> refuse(message, operation.address(), "it is sent to nobody"));
      served.add(operation.address());
      return shared.completion().map(known -> () -> shared.unregister().eventually(own::unregister));
    });
  }

  /**
   * Speaks with every node that serves the operation, so that a new one has been connected to before it is needed: when
   * it is the only one left, people would wait for that.
   */
  public void greet(BusOperation<Here, Here> operation) {
    byte[] nothing = operation.question().write().apply(new Here()).toBuffer().getBytes();
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(operation.timeout().toMillis());
    for (String node : nodes.serving(operation.address())) {
      String address = address(operation, node);
      AskerSeal.Asked letter = askerSeal.seal(operation.way(), address, nothing);
      vertx.eventBus().request(address, Buffer.buffer(letter.message()), options);
    }
  }

  /** How many tries were made at another node, since this bus was made. */
  public long askedAgain() {
    return askedAgain.get();
  }

  /**
   * Serves no longer: first the others are told, then what they asked before they heard of it is finished.
   *
   * @param limit after which it is given up
   */
  public Future<Void> drain(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    return nodes.withdraw(Set.copyOf(served))
        .eventually(() -> vertx.timer(FAREWELL.toMillis(), TimeUnit.MILLISECONDS))
        .eventually(() -> nothingInHand(end));
  }

  private Future<Void> nothingInHand(long endNanos) {
    if (inHand.get() == 0 || System.nanoTime() - endNanos >= 0) {
      return Future.succeededFuture();
    }
    return vertx.timer(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS).compose(later -> nothingInHand(endNanos));
  }

  static String address(BusOperation<?, ?> operation, String node) {
    return operation.address() + AT + node;
  }

  /** Whether only one node hears an address. */
  public static boolean namesItsNode(String address) {
    return address.indexOf(AT) >= 0;
  }

  /** The id of the node that hears such an address. */
  public static String nodeOf(String address) {
    return address.substring(address.indexOf(AT) + 1);
  }

  private void answer(
      Message<Buffer> message, BusOperation<?, ?> operation, Function<JsonObject, Future<JsonObject>> service) {
    ServerSeal.Opened question;
    JsonObject asked;
    try {
      question = serverSeal.open(operation.way(), message.address(), message.body().getBytes());
      asked = new JsonObject(Buffer.buffer(question.question()));
    } catch (RuntimeException notOurs) {
      refuse(message, message.address(), notOurs.getMessage());
      return;
    }
    inHand.incrementAndGet();
    service.apply(asked)
        .map(Parcel::of)
        .otherwise(Parcel::of)
        .onComplete(done -> inHand.decrementAndGet())
        .onSuccess(parcel -> message.reply(Buffer.buffer(serverSeal.seal(question, parcel))));
  }

  /** Says nothing: whoever sent it has no business here. */
  private void refuse(Message<?> message, String address, String why) {
    refusals.tell("question(s)", address, new IllegalArgumentException(why));
  }
}
