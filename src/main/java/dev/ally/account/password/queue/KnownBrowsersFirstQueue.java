package dev.ally.account.password.queue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A line in which those come first who sit at a browser that their account knows, so that a flood of guesses does not
 * keep them waiting. After a few of them it is a stranger's turn all the same: whoever has many accounts keeps nobody
 * out. Strangers take turns as in {@link FairQueue}; of an account, one is preferred at a time.
 */
final class KnownBrowsersFirstQueue<T> {
  static final int KNOWN_IN_A_ROW = 3;
  /** Of the turns, while both wait. */
  static final double LEAST_SHARE_OF_KNOWN = KNOWN_IN_A_ROW / (KNOWN_IN_A_ROW + 1.0);

  /** How much the newest turn counts in the running mean of whose they are. */
  private static final double NEWEST_TURN = 0.02;

  /** By whose they are, who came first first. */
  private final Map<Object, T> known = new LinkedHashMap<>();
  private final FairQueue<T> unrecognised = new FairQueue<>();
  private int inARow;
  private double knownShare;

  void addStranger(String party, T item) {
    unrecognised.add(party, item);
  }

  /**
   * @param owner by whose browser it is known; while another of theirs is in the line, this one is a stranger
   * @param party among the strangers
   */
  void addKnown(Object owner, String party, T item) {
    if (known.putIfAbsent(owner, item) != null) {
      unrecognised.add(party, item);
    }
  }

  /** Takes out whose turn it is. */
  Optional<T> next() {
    if (known.isEmpty() || inARow == KNOWN_IN_A_ROW) {
      inARow = 0;
      Optional<T> stranger = unrecognised.next();
      if (stranger.isPresent()) {
        knownShare -= knownShare * NEWEST_TURN;
        return stranger;
      }
    }
    var first = known.values().iterator();
    if (!first.hasNext()) {
      return Optional.empty();
    }
    T item = first.next();
    first.remove();
    inARow++;
    knownShare += (1 - knownShare) * NEWEST_TURN;
    return Optional.of(item);
  }

  /** Known ones in the line. */
  int known() {
    return known.size();
  }

  /** As {@link FairQueue#before}, among the strangers. */
  int strangersBefore(String party) {
    return unrecognised.before(party);
  }

  /** What of the turns, lately, was not taken by known ones; at least what strangers always have. */
  double strangersShare() {
    return 1 - Math.min(knownShare, LEAST_SHARE_OF_KNOWN);
  }

  /** Takes out, of the known and of each party, those in front of whom this is true, up to the first of whom it is not. */
  List<T> removeWhile(Predicate<T> condition) {
    List<T> removed = unrecognised.removeWhile(condition);
    var first = known.values().iterator();
    while (first.hasNext()) {
      T item = first.next();
      if (!condition.test(item)) {
        break;
      }
      first.remove();
      removed.add(item);
    }
    return removed;
  }

  /** As {@link FairQueue#makeRoomFor}. */
  Optional<T> makeRoomFor(String party) {
    return unrecognised.makeRoomFor(party);
  }

  /** Takes out the newest of the strangers' party that has most in the line; nothing when none of them waits. */
  Optional<T> makeRoomForKnown() {
    return unrecognised.newestOfHeaviest();
  }
}
