package dev.ally.account.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.NoteOperatorAct.Act;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code src/docs/audit.md} names every event and every key. */
class AuditDocumentTest {
  /** No events: the one stands in LOGIN_CODE_WRONG, the others are what older nodes read. */
  private static final Set<ActivityKind> NO_EVENTS = EnumSet.of(ActivityKind.CODE_WRONG, ActivityKind.OTHER);

  private static String document() throws Exception {
    return Files.readString(Path.of("src/docs/audit.md"));
  }

  private static List<String> firstColumn(String of) {
    return Pattern.compile("(?m)^\\| `(\\w+)` \\|").matcher(of).results().map(match -> match.group(1)).toList();
  }

  @Test
  void theTableOfEventsIsThatOfTheProgram() throws Exception {
    Stream<Enum<?>> all = Stream.of(
        Arrays.stream(ActivityKind.values()).filter(kind -> !NO_EVENTS.contains(kind)),
        Arrays.stream(EventKind.values()),
        Arrays.stream(Act.values()).filter(act -> act != Act.OTHER)).flatMap(kinds -> kinds);
    assertThat(firstColumn(document().split("## Events")[1]))
        .containsExactlyInAnyOrderElementsOf(all.map(Enum::name).toList());
  }

  @Test
  void theTableOfKeysIsThatOfALine() throws Exception {
    SecurityEvent event = new SecurityEvent(
        1, UUID.randomUUID(), Instant.EPOCH, "E", Optional.empty(), "", "", "success", "", "");
    assertThat(firstColumn(document().split("## Events")[0]))
        .containsExactlyElementsOf(event.toJson().fieldNames());
  }
}
