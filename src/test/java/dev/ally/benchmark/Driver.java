package dev.ally.benchmark;

import dev.ally.config.Limit;
import dev.ally.harness.Answers;
import dev.ally.harness.Browser;
import dev.ally.harness.SimulatedUser;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** The users: all on one event loop, so that they cost the machine as little as may be. */
final class Driver implements AutoCloseable {
  private static final int CONNECTIONS = 4_096;
  /** Addresses of this machine from which people come. */
  private static final int ADDRESSES = 16;
  private static final int GUESSES_OF_ADDRESS = Limit.PASSWORDS_OF_NETWORK.count() / 2;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration LOOK_EVERY = Duration.ofMillis(25);
  private static final Duration ARRIVE_EVERY = Duration.ofMillis(5);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
  private final Context context = vertx.getOrCreateContext();
  private final List<HttpClient> clients = new ArrayList<>();
  /** Who has not logged in yet. */
  private final Deque<SimulatedUser> newcomers;
  /** Who has, at a browser that the account knows since; longest ago first. */
  private final Deque<SimulatedUser> regulars = new ArrayDeque<>();
  private final List<URI> urls;
  /** By who stands before the page that asks for a code: the token of its form. */
  private final Map<SimulatedUser, String> waiting = new LinkedHashMap<>();
  private final List<Long> timers = new ArrayList<>();
  private int active;
  private int turn;
  private boolean over;
  private Promise<Void> ended = Promise.promise();
  private volatile Tally tally = new Tally();

  /** @param urls of the web nodes, which people are sent to in turn */
  Driver(List<URI> urls, Collection<SimulatedUser> people) {
    this.urls = urls;
    this.newcomers = new ArrayDeque<>(people);
    for (int i = 0; i < ADDRESSES; i++) {
      clients.add(vertx.createHttpClient(
          new HttpClientOptions().setLocalAddress("127.0.1." + (i + 1)).setKeepAliveTimeout(20),
          new PoolOptions().setHttp1MaxSize(CONNECTIONS / ADDRESSES)));
    }
  }

  /** What is seen from now on is counted anew; returns what was until now. */
  Tally next() {
    Tally seen = tally;
    tally = new Tally();
    return seen;
  }

  /** The login page, so many times: what every page has in common is compiled by then. */
  void readPages(int count) {
    Deque<SimulatedUser> readers = new ArrayDeque<>();
    for (int i = 0; i < count; i++) {
      readers.add(Visit.user("reader@example.org"));
    }
    Answers.answer(each(readers, 16, reader -> visit(reader, 0, true).look("/login", System.nanoTime())), PATIENCE);
  }

  /** So many people log in, each again and again. */
  void startLogins(int atOnce) {
    on(() -> {
      over = false;
      for (int i = 0; i < atOnce; i++) {
        again();
      }
    });
  }

  /** People arrive at this rate, whatever becomes of those before them; every second one guesses. */
  void startArrivals(double perSecond) {
    on(() -> {
      over = false;
      long began = System.nanoTime();
      int[] arrived = {0};
      repeat(ARRIVE_EVERY, () -> {
        for (; arrived[0] < (System.nanoTime() - began) / 1e9 * perSecond; arrived[0]++) {
          arrive(arrived[0], began + (long) (arrived[0] / perSecond * 1e9));
        }
      });
    });
  }

  /** Others read pages meanwhile: one that anybody may see. */
  void startLooking() {
    on(() -> {
      SimulatedUser reader = Visit.user("reader@example.org");
      repeat(LOOK_EVERY, () -> visit(reader, 0, true).look("/login", System.nanoTime()).onFailure(this::failed));
    });
  }

  /** People begin from now on, until {@link #end}. */
  void begin() {
    on(() -> over = false);
  }

  /** Nobody begins any more; returns when those who did have ended. */
  void end() {
    on(() -> {
      over = true;
      timers.forEach(vertx::cancelTimer);
      timers.clear();
      ended = Promise.promise();
      if (active == 0) {
        ended.complete();
      }
    });
    Answers.answer(ended.future(), PATIENCE);
  }

  /** Brings so many as far as to the page that asks for a code. */
  void prepareCodeSteps(int count) {
    Deque<SimulatedUser> chosen = new ArrayDeque<>();
    on(() -> {
      for (int i = 0; i < count; i++) {
        chosen.add(newcomers.poll());
      }
    });
    Answers.answer(each(chosen, 16, user -> visit(user, 0, true)
        .logInWithPassword(System.nanoTime()).onSuccess(csrf -> waiting.put(user, csrf)).mapEmpty()), PATIENCE);
  }

  /**
   * Brings all of them through it.
   *
   * @return code steps a second
   */
  double codeSteps(int atOnce) {
    Deque<SimulatedUser> ready = new ArrayDeque<>(waiting.keySet());
    long began = System.nanoTime();
    Answers.answer(each(ready, atOnce, user -> visit(user, 0, true)
        .code(waiting.get(user)).onFailure(this::failed)), PATIENCE);
    double seconds = (System.nanoTime() - began) / 1e9;
    double perSecond = waiting.size() / seconds;
    on(() -> {
      regulars.addAll(waiting.keySet());
      waiting.clear();
    });
    return perSecond;
  }

  /** So many who have logged in, and still are. */
  List<SimulatedUser> loggedIn(int count) {
    List<SimulatedUser> chosen = new ArrayList<>();
    on(() -> regulars.stream().filter(user -> user.browser.cookies.containsKey("ally_session")).limit(count)
        .forEach(chosen::add));
    if (chosen.size() < count) {
      throw new IllegalStateException("only " + chosen.size() + " people are logged in");
    }
    return chosen;
  }

  private interface Work {
    Future<Void> with(SimulatedUser user);
  }

  private Future<Void> each(Deque<SimulatedUser> all, int atOnce, Work work) {
    Promise<Void> done = Promise.promise();
    on(() -> {
      List<Future<Void>> lines = new ArrayList<>();
      for (int i = 0; i < atOnce; i++) {
        lines.add(line(all, work));
      }
      Future.join(lines).<Void>mapEmpty().onComplete(done);
    });
    return done.future();
  }

  private Future<Void> line(Deque<SimulatedUser> all, Work work) {
    SimulatedUser user = all.poll();
    return user == null
        ? Future.succeededFuture()
        : work.with(user).transform(worked -> line(all, work));
  }

  private void again() {
    if (over) {
      return;
    }
    SimulatedUser user = nextUser(true);
    if (user == null) {
      tally.refused("nobody free");
      vertx.setTimer(100, id -> again());
      return;
    }
    logIn(user, System.nanoTime(), true).onComplete(done -> again());
  }

  private void arrive(int number, long dueNanos) {
    if (number % 2 == 1) {
      active++;
      visit(Visit.user("nobody" + number + "@example.org"), number, false).from(attacker(number)).guess(dueNanos)
          .onSuccess(answered -> tally.wrongPasswords++)
          .onFailure(this::failed)
          .onComplete(done -> left());
      return;
    }
    // Every second of them sits at a browser that the account has not seen yet.
    SimulatedUser user = nextUser(number % 4 == 0);
    if (user == null) {
      tally.refused("nobody free");
      return;
    }
    logIn(user, dueNanos, false);
  }

  /** As many addresses as others come from, each left for another before no more is looked at from it. */
  private static String attacker(int number) {
    int guess = number / 2;
    return "198.18." + guess / (ADDRESSES * GUESSES_OF_ADDRESS) % 256 + "." + guess % ADDRESSES;
  }

  private SimulatedUser nextUser(boolean regular) {
    boolean free = !regulars.isEmpty() && !regulars.peek().nextCodeAt().isAfter(Instant.now());
    return free && (regular || newcomers.isEmpty()) ? regulars.poll() : newcomers.poll();
  }

  private Future<Void> logIn(SimulatedUser user, long dueNanos, boolean patient) {
    return logIn(
        user, isRecognised(user), visit(user, ThreadLocalRandom.current().nextInt(ADDRESSES), patient), dueNanos);
  }

  /** @param known whether at a browser that the account knows */
  Future<Void> logIn(SimulatedUser user, boolean known, Visit visit, long dueNanos) {
    active++;
    if (known) {
      tally.begunByKnownBrowsers++;
    }
    return visit.logIn(dueNanos)
        .onSuccess(in -> {
          tally.logins++;
          if (known) {
            tally.loginsOfKnownBrowsers++;
          }
        })
        .onFailure(this::failed)
        .onComplete(done -> {
          (known || isRecognised(user) ? regulars : newcomers).add(user);
          left();
        });
  }

  static boolean isRecognised(SimulatedUser user) {
    return user.browser.cookies.containsKey(Browser.RECOGNISED_BY);
  }

  private void left() {
    active--;
    if (over && active == 0) {
      ended.tryComplete();
    }
  }

  void failed(Throwable failure) {
    tally.refused(failure instanceof Visit.Refused ? failure.getMessage() : failure.getClass().getSimpleName());
  }

  Visit visit(SimulatedUser user, int number, boolean patient) {
    return new Visit(
        vertx, clients.get(number % ADDRESSES), urls.get(turn++ % urls.size()), user, () -> tally, patient);
  }

  /** Somebody at a browser that the account knows, if wanted and there is one, or else at a new one. */
  SimulatedUser user(boolean known) {
    if (known && !regulars.isEmpty()) {
      return regulars.remove();
    }
    return newcomers.isEmpty() ? regulars.remove().elsewhere() : newcomers.remove();
  }

  /** Does the work each time this much has passed, until {@link #end}. */
  void repeat(Duration every, Runnable work) {
    timers.add(vertx.setPeriodic(every.toMillis(), id -> work.run()));
  }

  /** On the event loop of everybody; returns when it is done. */
  void on(Runnable work) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(nothing -> {
      work.run();
      done.complete();
    });
    Answers.answer(done.future());
  }

  @Override
  public void close() {
    Answers.answer(vertx.close());
  }
}
