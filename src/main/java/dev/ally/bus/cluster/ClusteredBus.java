package dev.ally.bus.cluster;

import dev.ally.bus.Asker;
import dev.ally.bus.Bus;
import dev.ally.bus.BusOperation;
import dev.ally.bus.Greeting;
import dev.ally.bus.Hop;
import dev.ally.bus.OpenQuestions;
import dev.ally.bus.Role;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * The bus between the processes of a cluster.
 *
 * <p>Each node that serves an operation listens at an address of its own, {@code totp.verify.v1@NODE}; there is no
 * shared address. Twice a second, every asker greets the nodes of the roles that it asks, and learns what they serve.
 * It asks one of the nodes that answered. A node that does not answer a question is avoided for a while, and another
 * one is asked. The questions of an operator's command are neither served nor asked here.
 *
 * <p>A member of the cluster is trusted only to take part in the bus. {@link dev.ally.crypto.AgreedKeys} describes
 * which role can read a question and whose answer is accepted.
 */
public final class ClusteredBus implements Bus {
  private static final char AT = '@';
  private static final List<BusOperation<Greeting, Greeting.Answer>> GREETINGS =
      List.of(Greeting.ACCOUNT, Greeting.ACCOUNT_OF_OIDC, Greeting.TOTP, Greeting.OIDC);
  private static final Duration GREET_EVERY = Duration.ofMillis(500);
  private static final int GREETING_MILLIS = 1_000;
  /** Longer than three greetings: by then every asker that works knows that this node does not serve any more. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);
  /** For questions that were sent before their asker knew. */
  private static final Duration ON_THE_WAY = Duration.ofMillis(300);
  /** What an asker has been told of a node that leaves. */
  private static final int NOTHING = -1;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  /** How long a node of the version before waits for one answer, before it asks another node. */
  private static final Duration ONE_TRY = Hop.WEB_TO_ACCOUNT.tryTimeout();

  private final Vertx vertx;
  private final Nodes nodes;
  private final RoleKeys keys;
  private final AskerSeal askerSeal;
  private final ServerSeal serverSeal;
  private final Peers peers = new Peers(System::nanoTime);
  private final ThrottledWarnings warnings = new ThrottledWarnings(LoggerFactory.getLogger(ClusteredBus.class));
  private final Set<String> served = ConcurrentHashMap.newKeySet();
  /** How many of the addresses that are served each asker has been told of, by the greeting's address and its id. */
  private final Map<String, Integer> told = new ConcurrentHashMap<>();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final OpenQuestions openQuestions = new OpenQuestions();
  private final AtomicLong askedAgain = new AtomicLong();
  private volatile boolean leaving;

  public ClusteredBus(Vertx vertx, Nodes nodes, RoleKeys keys, Clock clock, SecureRandom random) {
    this.vertx = vertx;
    this.nodes = nodes;
    this.keys = keys;
    this.askerSeal = new AskerSeal(keys, nodes.self(), clock, random);
    this.serverSeal = new ServerSeal(keys, clock, random);
    // Messages cannot create objects of classes that they name.
    vertx.eventBus().clusterSerializableChecker(name -> false).serializableChecker(name -> false);
  }

  @Override
  public Future<JsonObject> ask(BusOperation<?, ?> operation, JsonObject question, BooleanSupplier gone) {
    if (!operation.way().leavesTheProcess()) {
      return Future.failedFuture(new IllegalArgumentException(operation.address() + " is asked within a process"));
    }
    byte[] marked = OpenQuestions.marked(operation, question).toBuffer().getBytes();
    FailoverCall asking = new FailoverCall(
        vertx, peers, askerSeal, warnings, operation, marked, gone, askedAgain);
    return Future.succeededFuture().compose(now -> asking.begin());
  }

  @Override
  public Future<Served> serve(
      BusOperation<?, ?> operation, BiFunction<JsonObject, Asker, Future<JsonObject>> service) {
    if (!operation.way().leavesTheProcess()) {
      return Future.succeededFuture(Future::succeededFuture);
    }
    MessageConsumer<Buffer> own = vertx.eventBus().consumer(address(operation.address(), nodes.self()));
    own.handler(message -> answer(message, operation, service));
    return own.completion().map(heard -> {
      served.add(operation.address());
      return () -> {
        served.remove(operation.address());
        return own.unregister();
      };
    });
  }

  /**
   * Starts to answer greetings for these roles, and to greet the roles that they ask. A role whose key is not known is
   * left out: nothing that it says could be read.
   */
  public Future<Void> open(Set<Role> roles) {
    List<Future<?>> heard = new ArrayList<>();
    for (BusOperation<Greeting, Greeting.Answer> greeting : GREETINGS) {
      if (roles.contains(greeting.way().server()) && keys.know(greeting.way().asker())) {
        heard.add(answerGreetings(greeting));
      }
      if (roles.contains(greeting.way().asker()) && keys.know(greeting.way().server())) {
        greet(greeting);
        vertx.setPeriodic(GREET_EVERY.toMillis(), id -> greet(greeting));
      }
    }
    return Future.all(heard).mapEmpty();
  }

  Future<Served> answerGreetings(BusOperation<Greeting, Greeting.Answer> greeting) {
    return greeting.serve(this, asked -> Future.succeededFuture(new Greeting.Answer(leaving ? Set.of() : served)));
  }

  /** Succeeds while at least one node answers the greetings of this one. */
  public Future<Void> reaches(BusOperation<Greeting, Greeting.Answer> greeting) {
    return peers.isServed(greeting.address())
        ? Future.succeededFuture()
        : Future.failedFuture("no node serves " + greeting.way().server().text());
  }

  /** Succeeds once every node that may ask this one, and is in the cluster now, has learned all that it serves. */
  public Future<Void> isKnown() {
    return askersNotTold(served.size())
        .findFirst()
        .map(asker -> Future.<Void>failedFuture(asker + " has not connected to this node yet"))
        .orElseGet(Future::succeededFuture);
  }

  private Stream<String> askersNotTold(int what) {
    return GREETINGS.stream()
        .filter(greeting -> served.contains(greeting.address()))
        .flatMap(greeting -> nodes.with(greeting.way().asker()).stream()
            .filter(asker -> !Integer.valueOf(what).equals(told.get(address(greeting.address(), asker)))));
  }

  private void tell(BusOperation<?, ?> greeting, String asker) {
    List<String> askers = nodes.with(greeting.way().asker());
    told.keySet().removeIf(known -> known.startsWith(greeting.address()) && !askers.contains(nodeOf(known)));
    if (askers.contains(asker)) {
      told.put(address(greeting.address(), asker), leaving ? NOTHING : served.size());
    }
  }

  /**
   * Greets the nodes that the cluster lists, and those that it may have lost; so connections exist before they are
   * needed.
   */
  Future<Void> greet(BusOperation<Greeting, Greeting.Answer> greeting) {
    Set<String> all = new HashSet<>(nodes.with(greeting.way().server()));
    peers.all().stream().filter(node -> Role.isOf(node, greeting.way().server())).forEach(all::add);
    return Future.join(all.stream().map(node -> greet(greeting, node)).toList()).mapEmpty();
  }

  private Future<?> greet(BusOperation<Greeting, Greeting.Answer> greeting, String node) {
    String address = address(greeting.address(), node);
    byte[] here = greeting.question().write().apply(new Greeting()).toBuffer().getBytes();
    AskerSeal.Asked question = askerSeal.seal(greeting.way(), address, here);
    return request(address, question.message())
        .compose(answer -> AnswerFrame.read(question.open(answer.body().getBytes()), greeting.address()))
        .map(greeting.answer().read())
        .onSuccess(answer -> peers.greeted(node, answer.addresses()));
  }

  /** Vert.x throws when the connection to the node fails at the moment in which the message is handed to it. */
  private Future<Message<Buffer>> request(String address, byte[] message) {
    try {
      return vertx.eventBus().request(
          address, Buffer.buffer(message), new DeliveryOptions().setSendTimeout(GREETING_MILLIS));
    } catch (IllegalStateException e) {
      return Future.failedFuture(e);
    }
  }

  /** How many times another node was asked, since this bus was made. */
  public long askedAgain() {
    return askedAgain.get();
  }

  /**
   * Stops serving: answers to greetings list no operations from now on; then the questions that arrive before all askers
   * know are finished.
   *
   * @param limit after which unfinished questions are given up
   */
  public Future<Void> drain(Duration limit) {
    long now = System.nanoTime();
    leaving = true;
    return served.isEmpty()
        ? Future.succeededFuture()
        : allTold(now + FAREWELL.toNanos())
            .compose(told -> vertx.timer(ON_THE_WAY.toMillis(), TimeUnit.MILLISECONDS))
            .compose(arrived -> allAnswered(now + limit.toNanos()));
  }

  private Future<Void> allTold(long endNanos) {
    if (askersNotTold(NOTHING).findFirst().isEmpty() || System.nanoTime() - endNanos >= 0) {
      return Future.succeededFuture();
    }
    return vertx.timer(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS).compose(later -> allTold(endNanos));
  }

  private Future<Void> allAnswered(long endNanos) {
    if (unanswered.get() == 0 && openQuestions.isEmpty() || System.nanoTime() - endNanos >= 0) {
      return Future.succeededFuture();
    }
    return vertx.timer(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS).compose(later -> allAnswered(endNanos));
  }

  static String address(String operation, String node) {
    return operation + AT + node;
  }

  /** Whether an address belongs to one node. */
  public static boolean namesItsNode(String address) {
    return address.indexOf(AT) >= 0;
  }

  /** The id of the node that an address belongs to. */
  public static String nodeOf(String address) {
    return address.substring(address.indexOf(AT) + 1);
  }

  private void answer(
      Message<Buffer> message, BusOperation<?, ?> operation,
      BiFunction<JsonObject, Asker, Future<JsonObject>> service) {
    ServerSeal.Opened question;
    JsonObject asked;
    try {
      question = serverSeal.open(operation.way(), message.address(), message.body().getBytes());
      asked = new JsonObject(Buffer.buffer(question.question()));
    } catch (RuntimeException notOurs) {
      // Not answered: the sender is not a role that may ask.
      warnings.tell("question(s) at " + message.address() + ", by a member of the cluster", notOurs.getMessage());
      return;
    }
    if (GREETINGS.contains(operation)) {
      tell(operation, question.sender());
    }
    unanswered.incrementAndGet();
    openQuestions.answer(asked, operation.way(), ONE_TRY, service)
        .map(AnswerFrame::of)
        .otherwise(AnswerFrame::of)
        .onComplete(done -> unanswered.decrementAndGet())
        .onSuccess(frame -> message.reply(Buffer.buffer(serverSeal.seal(question, frame))));
  }
}
