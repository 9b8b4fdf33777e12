package dev.ally.account.password.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A queue in which parties take turns, however many items each has in it; within a party, first in, first out. A party
 * that floods the queue delays only itself.
 */
final class FairQueue<T> {
  /** Items by party, the next party first; no party is empty. */
  private final Map<String, Deque<T>> parties = new LinkedHashMap<>();

  void add(String party, T item) {
    parties.computeIfAbsent(party, newcomer -> new ArrayDeque<>()).addLast(item);
  }

  /** How many items come before one more of this party, if all parties in the queue stay in it. */
  int before(String party) {
    int own = waiting(party);
    int others = parties.size() - Math.min(own, 1);
    return own + (own + 1) * others;
  }

  boolean isEmpty() {
    return parties.isEmpty();
  }

  /** Removes the next item. */
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
   * Removes the newest item of the party with most items, to make room for one more of this party; nothing if that
   * party would then have fewer than this one.
   */
  Optional<T> makeRoomFor(String party) {
    int own = waiting(party);
    return heaviest().filter(heaviest -> heaviest.getValue().size() > own + 1).map(this::takeNewest);
  }

  /** Removes the newest item of the party with most items; nothing if the queue is empty. */
  Optional<T> newestOfHeaviest() {
    return heaviest().map(this::takeNewest);
  }

  /** Removes the items for which the condition is true. */
  List<T> removeIf(Predicate<T> condition) {
    List<T> removed = new ArrayList<>();
    for (Deque<T> waiting : parties.values()) {
      waiting.removeIf(item -> condition.test(item) && removed.add(item));
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

  /** Of several the one whose turn comes last. */
  private Optional<Map.Entry<String, Deque<T>>> heaviest() {
    return parties.entrySet().stream().reduce((a, b) -> b.getValue().size() >= a.getValue().size() ? b : a);
  }
}
