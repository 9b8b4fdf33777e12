package dev.ally.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What {@code /metrics} says, in Prometheus' text format. */
public record Scraped(List<Sample> samples) {
  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

  /** One line. */
  public record Sample(String name, Map<String, String> labels, double value) {}

  public static Scraped of(String text) {
    List<Sample> samples = new ArrayList<>();
    text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
      MatchResult sample = SAMPLE.matcher(line).results().findFirst()
          .orElseThrow(() -> new AssertionError("not a sample: " + line));
      samples.add(new Sample(
          sample.group(1), labels(sample.group(2)), Double.parseDouble(sample.group(3).replace("Inf", "Infinity"))));
    });
    return new Scraped(samples);
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new TreeMap<>();
    if (text != null) {
      LABEL.matcher(text).results().forEach(label -> labels.put(label.group(1), label.group(2)));
    }
    return labels;
  }

  /** The series of this name, with each of these labels: {@code "outcome", "refused"}. */
  public List<Sample> series(String name, String... labels) {
    return samples.stream().filter(sample -> sample.name.equals(name)).filter(sample -> {
      for (int i = 0; i < labels.length; i += 2) {
        if (!labels[i + 1].equals(sample.labels.get(labels[i]))) {
          return false;
        }
      }
      return true;
    }).toList();
  }

  /** The sum of these series. */
  public double sum(String name, String... labels) {
    return series(name, labels).stream().mapToDouble(Sample::value).sum();
  }

  /** The values that a label has in series whose names begin so. */
  public Set<String> values(String prefix, String label) {
    return samples.stream().filter(sample -> sample.name.startsWith(prefix)).map(Sample::labels)
        .filter(labels -> labels.containsKey(label)).map(labels -> labels.get(label)).collect(Collectors.toSet());
  }
}
