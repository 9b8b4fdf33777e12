package dev.ally.account.password.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A line in which parties take turns, whatever the number each has in it; within a party, first come, first served. So a
 * party's flood makes only that party wait.
 */
final class FairQueue<T> {
  /** By party, whose turn it is first; none is empty. */
  private final Map<String, Deque<T>> parties = new LinkedHashMap<>();

  void add(String party, T item) {
    parties.computeIfAbsent(party, newcomer -> new ArrayDeque<>()).addLast(item);
  }

  /** How many have their turn before one more of this party, if every party that is in the line now keeps being so. */
  int before(String party) {
    int own = waiting(party);
    int others = parties.size() - Math.min(own, 1);
    return own + (own + 1) * others;
  }

  /** Takes out whose turn it is. */
  Optional<T> next() {
    var turn = parties.entrySet().iterator();
    if (!turn.hasNext()) {
      return Optional.empty();
    }
    Map.Entry<String, Deque<T>> first = turn.next();
    String party = first.getKey();
    Deque<T> waiting = first.getValue();
    turn.remove();
    T item = waiting.removeFirst();
    if (!waiting.isEmpty()) {
      parties.put(party, waiting);
    }
    return Optional.of(item);
  }

  /**
   * Takes out the newest of the party that has most in the line, to make room for one more of this party; nothing when
   * that party would then have fewer than this one.
   */
  Optional<T> makeRoomFor(String party) {
    int own = waiting(party);
    return heaviest().filter(heaviest -> heaviest.getValue().size() > own + 1).map(this::takeNewest);
  }

  /** Takes out the newest of the party that has most in the line; nothing when nobody is in it. */
  Optional<T> newestOfHeaviest() {
    return heaviest().map(this::takeNewest);
  }

  /** Takes out of every party those in front of whom this is true, up to the first of whom it is not. */
  List<T> removeWhile(Predicate<T> condition) {
    List<T> removed = new ArrayList<>();
    for (Deque<T> waiting : parties.values()) {
      while (!waiting.isEmpty() && condition.test(waiting.peekFirst())) {
        removed.add(waiting.removeFirst());
      }
    }
    parties.values().removeIf(Deque::isEmpty);
    return removed;
  }

  private int waiting(String party) {
    return parties.containsKey(party) ? parties.get(party).size() : 0;
  }

  private T takeNewest(Map.Entry<String, Deque<T>> party) {
    T newest = party.getValue().removeLast();
    if (party.getValue().isEmpty()) {
      parties.remove(party.getKey());
    }
    return newest;
  }

  private Optional<Map.Entry<String, Deque<T>>> heaviest() {
    return parties.entrySet().stream().max(Comparator.comparingInt(party -> party.getValue().size()));
  }
}
