package dev.ally.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.harness.HashLines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashFileTest {
  @TempDir Path directory;

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("hashes.txt"), text);
  }

  private static List<String> hashes(int count) {
    return IntStream.range(0, count).mapToObj(i -> HashLines.hash("password " + i)).sorted().toList();
  }

  private static String lines(List<String> hashes, String end) {
    Random random = new Random(7);
    return hashes.stream().map(hash -> hash + ":" + (1 + random.nextInt(1 << random.nextInt(1, 27))))
        .collect(Collectors.joining(end));
  }

  /** At the ends, in the middle, and with one hash up to more than a piece. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 90, 5_000})
  void findsEveryHashAndNoOther(int count) throws IOException {
    List<String> hashes = hashes(count);
    for (String end : List.of("\n", "\r\n")) {
      try (HashFile file = HashFile.open(write(lines(hashes, end) + (count % 2 == 0 ? end : "")))) {
        for (String hash : hashes) {
          assertThat(file.contains(hash)).as(hash).isTrue();
        }
        for (String other : List.of("0".repeat(40), "F".repeat(40), HashLines.hash("another"), HashLines.hash("x"))) {
          assertThat(file.contains(other)).as(other).isFalse();
        }
      }
    }
  }

  @Test
  void refusesAnOrderOtherThanThatOfTheHashes() throws IOException {
    List<String> hashes = hashes(200_000);
    String byCount = lines(hashes.stream().sorted((a, b) -> a.substring(5).compareTo(b.substring(5))).toList(), "\n");
    assertThat(byCount.length()).isGreaterThan(8 << 20);
    Path file = write(byCount);
    assertThatThrownBy(() -> HashFile.open(file)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not sorted");
    HashFile.open(write(lines(hashes, "\n"))).close();
    write(lines(hashes, "\n") + "\nrubbish");
    assertThatThrownBy(() -> HashFile.open(file)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAnythingElse() throws IOException {
    String hash = HashLines.hash("one");
    for (String text : List.of(
        "", "\n", hash, hash + ":", hash + "\n", hash + ":1\n\n", hash.toLowerCase(Locale.ROOT) + ":1\n",
        hash.substring(1) + ":1\n", hash + ":-1\n", hash + ":" + "1".repeat(40) + "\n", "\ufeff" + hash + ":1\n",
        hash + ":1\n" + hash + ":1\n")) {
      Path file = write(text);
      assertThatThrownBy(() -> HashFile.open(file)).as(text).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Only a thousand places are checked when it is opened. */
  @Test
  void failsWhereALargeFileIsRubbishBetweenTheCheckedPlaces() throws IOException {
    Path path = write(lines(hashes(200_000), "\n"));
    try (HashFile file = HashFile.open(path)) {
      try (FileChannel change = FileChannel.open(path, StandardOpenOption.WRITE)) {
        long size = change.size();
        byte[] rubbish = "x".repeat(8_192).getBytes(StandardCharsets.US_ASCII);
        change.write(ByteBuffer.wrap(rubbish), size / 2 - 4_096);
      }
      assertThatThrownBy(() -> file.contains(HashLines.hash("another"))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void readsWhileSeveralThreadsAsk() throws IOException {
    List<String> hashes = hashes(5_000);
    try (HashFile file = HashFile.open(write(lines(hashes, "\n")))) {
      assertThat(Stream.concat(hashes.stream(), hashes.stream()).parallel().allMatch(hash -> {
        try {
          return file.contains(hash);
        } catch (IOException e) {
          return false;
        }
      })).isTrue();
    }
  }
}
