package dev.ally.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/** What was forced to the disk, as Java's own recorder saw it. */
public final class Forced {
  private static final String EVENT = "jdk.FileForce";

  private Forced() {}

  /** Files and directories below {@code root}, in that order, by the names that they had then. */
  public static List<String> by(Path root, Callable<?> work) throws Exception {
    Path file = Files.createTempFile("forced", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable(EVENT).withThreshold(Duration.ZERO).withoutStackTrace();
      recording.start();
      work.call();
      recording.stop();
      recording.dump(file);
      return below(root.toRealPath(), file);
    } finally {
      Files.delete(file);
    }
  }

  private static List<String> below(Path root, Path recording) throws IOException {
    return RecordingFile.readAllEvents(recording).stream()
        .filter(event -> event.getEventType().getName().equals(EVENT))
        .map(event -> Path.of(event.getString("path")))
        .filter(path -> path.startsWith(root))
        .map(path -> root.relativize(path).toString())
        .toList();
  }
}
