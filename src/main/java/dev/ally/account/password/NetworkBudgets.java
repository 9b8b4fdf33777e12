package dev.ally.account.password;

import dev.ally.config.Limit;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The wrong passwords of unrecognised browsers by network, within 24 hours. In memory: each node counts what it verifies
 * itself, and a new process begins anew. Belongs to one event loop, which all its callers are on.
 *
 * <p>{@link #MOST_NETWORKS} have a budget of their own. It is never given to another network before it is over, so that
 * an attacker with more networks begins none anew. Further networks share {@link #SHARED_BUDGETS}.
 *
 * <p>A network is given as a keyed hash, so that nobody chooses with whom a budget is shared.
 */
final class NetworkBudgets {
  static final int MOST_NETWORKS = 16_384;
  static final int SHARED_BUDGETS = 4_096;
  static final Duration WINDOW = Duration.ofHours(24);

  /** How the passwords of a network are served. */
  enum Standing {
    OWN_TURN,
    /** The network failed at many email addresses. All such networks have one turn together. */
    SHARED_TURN,
    /** The network waits, since too many of its passwords were wrong. */
    WAIT
  }

  /** The wrong passwords of one network, the oldest first. */
  private static final class Budget {
    private static final long FIRST_WAIT = Limit.FIRST_NETWORK_WAIT.duration().toMillis();
    private static final long LONGEST_WAIT = Limit.LONGEST_NETWORK_WAIT.duration().toMillis();
    /** After so many the longest wait is reached. */
    private static final int DOUBLINGS = 32;
    private static final int FIRST_SIZE = 2;
    private static final int LONGER = 16;

    private long[] emails = new long[FIRST_SIZE];
    private long[] attempts = new long[FIRST_SIZE];
    private long[] times = new long[FIRST_SIZE];
    private int size;

    boolean has(long attempt) {
      return Arrays.stream(attempts, 0, size).anyMatch(one -> one == attempt);
    }

    /** Each wrong password beyond the free ones doubles the wait. */
    long waitUntil() {
      int waits = size - Limit.PASSWORDS_OF_NETWORK.count();
      return waits < 0 ? 0 : times[size - 1] + Math.min(FIRST_WAIT << Math.min(waits, DOUBLINGS), LONGEST_WAIT);
    }

    boolean failedAtMany() {
      return Arrays.stream(emails, 0, size).distinct().count() > Limit.EMAILS_OF_NETWORK.count();
    }

    boolean isOver(long old) {
      return size == 0 || times[size - 1] <= old;
    }

    void add(long email, long attempt, long now) {
      if (size == emails.length) {
        int longer = size + Math.min(size, LONGER);
        emails = Arrays.copyOf(emails, longer);
        attempts = Arrays.copyOf(attempts, longer);
        times = Arrays.copyOf(times, longer);
      }
      emails[size] = email;
      attempts[size] = attempt;
      times[size] = now;
      size++;
    }

    void keep(IntPredicate kept) {
      int left = 0;
      for (int i = 0; i < size; i++) {
        if (kept.test(i)) {
          emails[left] = emails[i];
          attempts[left] = attempts[i];
          times[left] = times[i];
          left++;
        }
      }
      size = left;
    }
  }

  private final Clock clock;
  private final int most;
  /** By network, the one that has not failed for longest first. */
  private final Map<Long, Budget> own = new LinkedHashMap<>();
  private final Budget[] shared = new Budget[SHARED_BUDGETS];

  NetworkBudgets(Clock clock) {
    this(clock, MOST_NETWORKS);
  }

  NetworkBudgets(Clock clock, int most) {
    this.clock = clock;
    this.most = most;
  }

  /**
   * How an attempt of this network is served.
   *
   * @param attempt identifies it; one that was counted is served again when it is asked again
   */
  Standing standing(long network, long attempt) {
    Budget budget = find(network);
    if (clock.millis() < budget.waitUntil() && !budget.has(attempt)) {
      return Standing.WAIT;
    }
    return budget.failedAtMany() ? Standing.SHARED_TURN : Standing.OWN_TURN;
  }

  /**
   * Counts an attempt as a wrong password, before it is looked at; once, however often it is asked again.
   *
   * @param email a keyed hash of the email address
   * @return whether it is counted; if not, the network has to wait
   */
  boolean charge(long network, long email, long attempt) {
    Budget budget = find(network);
    if (budget.has(attempt)) {
      return true;
    }
    if (clock.millis() < budget.waitUntil()) {
      return false;
    }
    budget.add(email, attempt, clock.millis());
    if (own.remove(network) != null || own.size() < most) {
      own.put(network, budget);
    } else {
      shared[place(network)] = budget;
    }
    return true;
  }

  /** The right password followed: the wrong ones at this email address were its owner's. */
  void takeBack(long network, long email) {
    Budget budget = find(network);
    budget.keep(i -> budget.emails[i] != email);
    if (budget.size == 0) {
      own.remove(network);
    }
  }

  /** How long it is until this network may fail again. */
  Duration retryAfter(long network) {
    return Duration.ofMillis(Math.max(find(network).waitUntil() - clock.millis(), 0));
  }

  /** How many networks have a budget of their own. */
  int size() {
    return own.size();
  }

  /** The budget of this network, without what is too old to count. */
  private Budget find(long network) {
    long old = clock.instant().minus(WINDOW).toEpochMilli();
    forget(old);
    Budget budget = own.get(network);
    if (budget == null) {
      budget = own.size() < most || shared[place(network)] == null ? new Budget() : shared[place(network)];
    }
    long[] times = budget.times;
    budget.keep(i -> times[i] > old);
    return budget;
  }

  private static int place(long network) {
    return (int) Long.remainderUnsigned(network, SHARED_BUDGETS);
  }

  private void forget(long old) {
    Iterator<Budget> oldestFirst = own.values().iterator();
    while (oldestFirst.hasNext() && oldestFirst.next().isOver(old)) {
      oldestFirst.remove();
    }
  }
}
