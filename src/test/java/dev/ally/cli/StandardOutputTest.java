package dev.ally.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.Main;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script must not take an output that is cut off for a whole one. */
class StandardOutputTest {
  private static final File FULL_DISK = new File("/dev/full");

  @TempDir Path directory;

  @Test
  void aCommandWhoseOutputIsLostFails() throws Exception {
    Process process = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp", System.getProperty("java.class.path"),
        Main.class.getName(), "cluster", "init", directory.resolve("cluster").toString())
        .redirectOutput(FULL_DISK).redirectError(directory.resolve("err").toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(directory.resolve("err")).lines().toList())
        .isEqualTo(List.of("Standard output could not be written, so some of it is lost"));
    assertThat(process.exitValue()).isEqualTo(1);
  }

  @Test
  void whatIsPrintedIsWritten() throws IOException {
    Path file = directory.resolve("out");
    try (PrintStream stream = new PrintStream(file.toFile(), StandardCharsets.UTF_8)) {
      PrintWriter out = to(stream);
      out.println("Żółć");
      assertThat(out.checkError()).isFalse();
    }
    assertThat(Files.readString(file)).isEqualTo("Żółć" + System.lineSeparator());
  }

  @Test
  void aStreamThatOthersWroteToInVainIsNoFailureOfWhoPrintedNothing() {
    try (PrintStream broken = new PrintStream(new BrokenPipe())) {
      broken.println("a line of the log");
      PrintWriter out = to(broken);
      assertThat(broken.checkError()).isTrue();
      assertThat(out.checkError()).isFalse();
      out.println("printed");
      assertThat(out.checkError()).isTrue();
    }
  }

  private static PrintWriter to(PrintStream stream) {
    return StandardOutput.of(new OutputStreamWriter(stream, StandardCharsets.UTF_8), stream);
  }

  private static final class BrokenPipe extends OutputStream {
    @Override
    public void write(int one) throws IOException {
      throw new IOException("Broken pipe");
    }
  }
}
