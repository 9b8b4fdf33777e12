package dev.ally.account.password.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private final FairQueue<String> line = new FairQueue<>();

  private void add(String party, String... items) {
    for (String item : items) {
      line.add(party, item);
    }
  }

  private List<String> all() {
    List<String> all = new ArrayList<>();
    for (Optional<String> next = line.next(); next.isPresent(); next = line.next()) {
      all.add(next.get());
    }
    return all;
  }

  @Test
  void servesOnePartyInItsOrder() {
    add("a", "a1", "a2", "a3");
    assertThat(all()).containsExactly("a1", "a2", "a3");
  }

  @Test
  void letsPartiesTakeTurnsWhateverTheirNumber() {
    add("flood", "f1", "f2", "f3", "f4");
    add("a", "a1");
    add("b", "b1", "b2");
    assertThat(all()).containsExactly("f1", "a1", "b1", "f2", "b2", "f3", "f4");
  }

  @Test
  void tellsHowManyMayHaveTheirTurnBefore() {
    assertThat(line.before("a")).isZero();
    add("flood", "f1", "f2", "f3");
    assertThat(line.before("a")).as("f1").isEqualTo(1);
    assertThat(line.before("flood")).isEqualTo(3);
    add("a", "a1");
    assertThat(line.before("a")).as("f1, a1, f2").isEqualTo(3);
    assertThat(line.before("flood")).as("a new one of a's after each").isEqualTo(7);
    assertThat(line.before("b")).as("f1, a1").isEqualTo(2);
  }

  @Test
  void makesRoomAtTheCostOfTheNewestOfTheHeaviest() {
    add("flood", "f1", "f2", "f3");
    add("a", "a1");
    assertThat(line.makeRoomFor("b")).contains("f3");
    assertThat(all()).containsExactly("f1", "a1", "f2");
  }

  @Test
  void makesNoRoomForTheHeaviestItself() {
    add("flood", "f1", "f2", "f3");
    assertThat(line.makeRoomFor("flood")).isEmpty();
    assertThat(all()).hasSize(3);
  }

  @Test
  void takesNothingFromAPartyThatWouldThenHaveFewer() {
    add("a", "a1", "a2");
    add("b", "b1");
    assertThat(line.makeRoomFor("b")).isEmpty();
    assertThat(line.makeRoomFor("c")).contains("a2");
    assertThat(line.makeRoomFor("d")).isEmpty();
  }

  @Test
  void makesRoomAtTheCostOfTheOneWhoseTurnComesLastOfThoseWithAsMany() {
    add("a", "a1");
    add("b", "b1");
    add("c", "c1");
    assertThat(line.newestOfHeaviest()).contains("c1");
    assertThat(all()).containsExactly("a1", "b1");
  }

  @Test
  void takesOutWhoeverIsMeantWhereverItStands() {
    FairQueue<Integer> line = new FairQueue<>();
    line.add("a", 1);
    line.add("b", 2);
    line.add("a", 30);
    line.add("a", 3);
    line.add("c", 40);
    assertThat(line.removeIf(number -> number < 10)).containsExactlyInAnyOrder(1, 2, 3);
    assertThat(line.before("b")).as("b has none any more").isEqualTo(2);
    assertThat(List.of(line.next().orElseThrow(), line.next().orElseThrow())).containsExactlyInAnyOrder(30, 40);
    assertThat(line.next()).isEmpty();
  }

  @Test
  void findsTheHeaviestWhereverItStands() {
    add("a", "a1");
    add("flood", "f1", "f2", "f3");
    add("b", "b1", "b2");
    assertThat(line.makeRoomFor("c")).contains("f3");
    assertThat(line.newestOfHeaviest()).isPresent();
    assertThat(all()).hasSize(4).contains("a1");
  }
}
