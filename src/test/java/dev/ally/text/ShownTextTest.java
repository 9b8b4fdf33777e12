package dev.ally.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShownTextTest {
  private static final String FAMILY = "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67";
  private static final String ENGLAND = "\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc65\udb40\udc6e\udb40\udc67\udb40\udc7f";
  private static final String TIBETAN_STACK = "\u0f67\u0f90\u0fb5\u0fa8\u0fb3\u0fba\u0fbc\u0fbb\u0f82";

  @ParameterizedTest
  @ValueSource(strings = {
    "Ada Lovelace", "\u017b\u00f3\u0142\u0107", "\u05d3\u05d5\u05d3 \u200f(David)\u200e", "\u061c\u0639\u0644\u064a",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", FAMILY, ENGLAND, TIBETAN_STACK, "1\ufe0f\u20e3",
    "a\u2068\u05d3\u05d5\u05d3\u2069b", "\u202b\u05d3\u202a1\u202c\u202c", "a\u00adb",
    // Assigned in Unicode 15.1, 16 and 17, and not at all.
    "\ud83d\ude42\u200d\u2194\ufe0f", "\ud83e\udee9", "\ud83e\udec8", "\ud83e\udeff", "\u0378"
  })
  void takesWhatHarmsNobodyHoweverNewItIs(String text) {
    assertThat(ShownText.isClean(text)).isTrue();
    assertThat(ShownText.isBlank(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "\u0000", "a\nb", "a\tb", "a\u007fb", "a\u0085b", "a\u009bb", "a\u2028b", "a\u2029b", "a\ud83d", "\ude00b",
    "\ufdd0", "\uffff", "\ud83f\udfff", "\u202eabc", "\u202dabc\u202c", "\u202aabc", "\u2067abc", "abc\u202c",
    "abc\u2069", "\u2067a\u202ab\u2069c\u202c"
  })
  void refusesWhatHarms(String text) {
    assertThat(ShownText.isClean(text)).isFalse();
  }

  @Test
  void refusesMoreThanEightMarksOnOneCharacter() {
    assertThat(ShownText.isClean("a" + "\u0301".repeat(8) + "b" + "\u0316".repeat(8))).isTrue();
    assertThat(ShownText.isClean("a" + "\u0301".repeat(9))).isFalse();
    assertThat(ShownText.isClean("a" + "\u20dd".repeat(9))).isFalse();
    assertThat(ShownText.isClean("a" + "\u0301\u200d".repeat(9))).as("parted by what is not seen").isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\u00a0", "\u200b", "\u200d\u200e", "\u3164", "\u2800", "\u00ad", "\u2060 \ufeff", "\ufe0f"})
  void nothingIsSeenOfBlanks(String text) {
    assertThat(ShownText.isBlank(text)).isTrue();
  }

  /** Whatever Java's own tables say. */
  @Property
  void whatIsNotAssignedIsTaken(@ForAll int any) {
    int c = Math.floorMod(any, Character.MAX_CODE_POINT + 1);
    if (Character.getType(c) == Character.UNASSIGNED && (c & 0xFFFE) != 0xFFFE && !(c >= 0xFDD0 && c <= 0xFDEF)) {
      assertThat(ShownText.isClean("a" + Character.toString(c))).isTrue();
    }
  }

  @Test
  void blanksAtTheEndsAreTakenAway() {
    assertThat(ShownText.strip("\u00a0\u3000 Ada\u00a0King\u202f\u2007\u2800")).isEqualTo("Ada\u00a0King");
    assertThat(ShownText.strip("\u00a0")).isEmpty();
    assertThat(ShownText.strip("\u200fעדה")).isEqualTo("\u200fעדה");
  }
}
