package dev.ally.cluster;

import dev.ally.bus.Role;
import dev.ally.harness.SimulatedUser;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Users who log in with codes, one after the other and several at once, through a proxy that asks the web nodes for
 * their health and gives each request to the next healthy one.
 */
final class Traffic {
  private static final Duration STEP = Duration.ofSeconds(30);
  private static final Duration HEALTH_EVERY = Duration.ofMillis(300);
  /** When each user has a new code, by email address; kept from one test to the next. */
  private static final Map<String, Long> FREE_AT_MILLIS = new ConcurrentHashMap<>();

  private final Fleet fleet;
  /** Of each of those who log in at once. */
  private final Duration pace;
  private final DelayQueue<Waiting> waiting = new DelayQueue<>();
  private final List<Login> logins = new CopyOnWriteArrayList<>();
  private final List<SimulatedUser> signedIn = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private Optional<Balancer> balancer = Optional.empty();
  private volatile List<Fleet.Node> healthy;
  private volatile boolean over;

  /** One attempt to log in; {@code failure} is empty when it succeeded. */
  record Login(long beganNanos, long endedNanos, String failure) {
    boolean failed() {
      return !failure.isEmpty();
    }

    Duration took() {
      return Duration.ofNanos(endedNanos - beganNanos);
    }
  }

  /** What came of the logins of some time. */
  record Count(int logins, int failed, Duration longest, Duration longestGap, List<String> failures) {
    @Override
    public String toString() {
      return "%d logins, %d failed, longest %d ms, longest time without one %d ms %s".formatted(
          logins, failed, longest.toMillis(), longestGap.toMillis(), failures);
    }
  }

  /** A user whose next code is a new one from a certain time on. */
  private record Waiting(SimulatedUser user, long freeAtMillis) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(freeAtMillis - System.currentTimeMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(freeAtMillis, ((Waiting) other).freeAtMillis);
    }
  }

  private Traffic(Fleet fleet, Duration pace) {
    this.fleet = fleet;
    this.pace = pace;
    this.healthy = fleet.of(Role.WEB);
  }

  static Traffic of(Fleet fleet, List<SimulatedUser> users, int atOnce) {
    Traffic traffic = new Traffic(fleet, pace(users, atOnce));
    traffic.run("proxy", traffic::watchHealth);
    return traffic.begin(users, atOnce);
  }

  /** Through this balancer instead. */
  static Traffic through(Balancer balancer, Fleet fleet, List<SimulatedUser> users, int atOnce) {
    Traffic traffic = new Traffic(fleet, pace(users, atOnce));
    traffic.balancer = Optional.of(balancer);
    return traffic.begin(users, atOnce);
  }

  /** No faster than new codes come: otherwise nobody has one for a while, which looks as if nobody could log in. */
  private static Duration pace(List<SimulatedUser> users, int atOnce) {
    return STEP.plusSeconds(5).multipliedBy(atOnce).dividedBy(users.size());
  }

  private Traffic begin(List<SimulatedUser> users, int atOnce) {
    users.forEach(user -> waiting.add(new Waiting(user, FREE_AT_MILLIS.getOrDefault(user.email, 0L))));
    for (int i = 0; i < atOnce; i++) {
      run("users " + i, this::logIn);
    }
    return this;
  }

  private void run(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  private void watchHealth() {
    while (!over) {
      List<Fleet.Node> found = fleet.of(Role.WEB).stream().filter(Fleet.Node::isReady).toList();
      // When none is healthy, a proxy tries them all the same.
      healthy = found.isEmpty() ? fleet.of(Role.WEB) : found;
      pause(HEALTH_EVERY);
    }
  }

  private URI next() {
    List<Fleet.Node> now = healthy;
    return balancer.map(Balancer::url)
        .orElseGet(() -> now.get(Math.floorMod(turn.getAndIncrement(), now.size())).url());
  }

  private void logIn() {
    while (!over) {
      try {
        Waiting next = waiting.poll(100, TimeUnit.MILLISECONDS);
        if (next != null) {
          logIn(next.user);
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void logIn(SimulatedUser user) {
    SimulatedUser atNewBrowser = user.at(Fleet.browserAt(this::next));
    long began = System.nanoTime();
    String failure = "";
    try {
      atNewBrowser.logInWithCode();
      signedIn.add(atNewBrowser);
    } catch (RuntimeException e) {
      failure = e.getCause() == null ? e.toString() : e.getCause().toString();
    }
    logins.add(new Login(began, System.nanoTime(), failure));
    pause(pace.minusNanos(System.nanoTime() - began));
    long freeAtMillis = System.currentTimeMillis() + STEP.toMillis();
    FREE_AT_MILLIS.put(user.email, freeAtMillis);
    waiting.add(new Waiting(user, freeAtMillis));
  }

  /** How many have succeeded so far. */
  int successes() {
    return (int) logins.stream().filter(login -> !login.failed()).count();
  }

  /** Returns when so many more have succeeded. */
  void awaitMore(int count) {
    int wanted = successes() + count;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (successes() < wanted) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("users cannot log in: " + since(System.nanoTime() - TimeUnit.SECONDS.toNanos(60)));
      }
      pause(Duration.ofMillis(50));
    }
  }

  /** What came of those that ended after this time. */
  Count since(long nanos) {
    List<Login> all = logins.stream().filter(login -> login.endedNanos >= nanos).toList();
    List<Long> ends = new ArrayList<>(all.stream().filter(login -> !login.failed()).map(Login::endedNanos).sorted().toList());
    ends.add(0, nanos);
    long gap = 0;
    for (int i = 1; i < ends.size(); i++) {
      gap = Math.max(gap, ends.get(i) - ends.get(i - 1));
    }
    return new Count(
        all.size(), (int) all.stream().filter(Login::failed).count(),
        all.stream().map(Login::took).max(Duration::compareTo).orElse(Duration.ZERO),
        Duration.ofNanos(gap), all.stream().filter(Login::failed)
            .map(login -> (login.beganNanos - nanos) / 1_000_000 + " ms: " + login.failure).toList());
  }

  /** How many of those who signed in are not any more. */
  long lostSessions() {
    return signedIn.stream().filter(user -> !user.isSignedIn()).count();
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(Math.max(0, time.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** No login begins any more; returns when those that did have ended. */
  void end() throws InterruptedException {
    over = true;
    for (Thread thread : threads) {
      thread.join(15_000);
    }
  }
}
