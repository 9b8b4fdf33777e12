package dev.ally.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Orders in which operations are asked, and asked again. */
public final class Orders {
  private Orders() {}

  /**
   * Every order in which so many questions ask for so many operations. Operations that are alike are numbered as they
   * come first, so no two orders differ in their numbers only.
   *
   * @return in each, the operation of each question, from 0
   */
  public static List<List<Integer>> of(int questions, int operations) {
    List<List<Integer>> orders = List.of(List.of());
    for (int question = 0; question < questions; question++) {
      List<List<Integer>> longer = new ArrayList<>();
      for (List<Integer> order : orders) {
        int seen = (int) order.stream().distinct().count();
        for (int operation = 0; operation < Math.min(operations, seen + 1); operation++) {
          longer.add(Stream.concat(order.stream(), Stream.of(operation)).toList());
        }
      }
      orders = longer;
    }
    return orders;
  }
}
