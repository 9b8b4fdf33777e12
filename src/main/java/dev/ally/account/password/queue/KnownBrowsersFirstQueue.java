package dev.ally.account.password.queue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A queue in which browsers that their account knows come first, so that a flood of guesses does not delay them. After
 * a few of them it is the turn of an unrecognised browser, so that an attacker with many accounts keeps nobody out.
 * Unrecognised browsers take turns as in {@link FairQueue}; one request per account is preferred at a time.
 */
final class KnownBrowsersFirstQueue<T> {
  static final int KNOWN_IN_A_ROW = 3;
  /** Their share of the turns while both kinds wait. */
  static final double LEAST_SHARE_OF_KNOWN = KNOWN_IN_A_ROW / (KNOWN_IN_A_ROW + 1.0);

  /** The weight of the newest turn in the running mean of the share. */
  private static final double NEWEST_TURN = 0.02;

  /** Items by owner, the oldest first. */
  private final Map<Object, T> known = new LinkedHashMap<>();
  private final FairQueue<T> unrecognised = new FairQueue<>();
  private int inARow;
  private double knownShare;

  void addUnrecognised(String party, T item) {
    unrecognised.add(party, item);
  }

  /**
   * @param owner the browser and account; while another item of the owner is queued, this one counts as unrecognised
   * @param party among the unrecognised browsers
   */
  void addKnown(Object owner, String party, T item) {
    if (known.putIfAbsent(owner, item) != null) {
      unrecognised.add(party, item);
    }
  }

  /** Removes the next item. */
  Optional<T> next() {
    if (known.isEmpty() || inARow == KNOWN_IN_A_ROW) {
      inARow = 0;
      Optional<T> next = unrecognised.next();
      if (next.isPresent()) {
        knownShare -= knownShare * NEWEST_TURN;
        return next;
      }
    }
    var first = known.values().iterator();
    if (!first.hasNext()) {
      knownShare = 0;
      return Optional.empty();
    }
    T item = first.next();
    first.remove();
    inARow++;
    if (!unrecognised.isEmpty()) {
      knownShare += (1 - knownShare) * NEWEST_TURN;
    }
    return Optional.of(item);
  }

  /** How many items of known browsers are queued. */
  int known() {
    return known.size();
  }

  /** As {@link FairQueue#before}, among unrecognised browsers. */
  int unrecognisedBefore(String party) {
    return unrecognised.before(party);
  }

  /**
   * The share of recent turns that known browsers did not take from unrecognised ones that waited; at least the share
   * that is reserved for those. All of them, when nobody has waited since.
   */
  double unrecognisedShare() {
    return 1 - Math.min(knownShare, LEAST_SHARE_OF_KNOWN);
  }

  /** Removes the items for which the condition is true. */
  List<T> removeIf(Predicate<T> condition) {
    List<T> removed = unrecognised.removeIf(condition);
    known.values().removeIf(item -> condition.test(item) && removed.add(item));
    return removed;
  }

  /** As {@link FairQueue#makeRoomFor}. */
  Optional<T> makeRoomFor(String party) {
    return unrecognised.makeRoomFor(party);
  }

  /** Removes the newest item of the unrecognised party with most items; nothing if none of them waits. */
  Optional<T> makeRoomForKnown() {
    return unrecognised.newestOfHeaviest();
  }
}
