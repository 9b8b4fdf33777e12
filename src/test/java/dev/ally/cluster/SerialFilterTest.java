package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each in a JVM of its own, since a filter is set once and for good. */
class SerialFilterTest {
  private static final String BEFORE = "a stream was opened before";

  private static String run(Class<?> program, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return said + process.waitFor();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "-Da=b", "-Djdk.serialFilter=!*", "-Djdk.serialFilter=java.base/*;!*", "-Djdk.serialFilter=*"})
  void letsNothingInWhateverFilterTheOperatorHasSet(String option) throws Exception {
    assertThat(run(Reading.class, List.of(option))).isEqualTo("refused\nrefused with a filter of its own\n0");
  }

  @Test
  void letsNothingInWhenAStreamWasOpenedBefore() throws Exception {
    assertThat(run(Reading.class, List.of(), BEFORE)).startsWith("refused\n");
    assertThat(run(Reading.class, List.of("-Djdk.serialFilter=!*"), BEFORE)).startsWith("refused\n");
  }

  @Test
  void refusesAFilterThatLetsObjectsInAndThatItCannotReplace() throws Exception {
    assertThat(run(Reading.class, List.of("-Djdk.serialFilter=java.base/*;!*"), BEFORE))
        .isEqualTo("jdk.serialFilter is \"java.base/*;!*\", which may let objects of others in: take it away\n1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Djdk.serialFilter=java.base/*;!*", "-Djdk.serialFilter=!*"})
  void refusesAFactoryOfOthers(String filter) throws Exception {
    List<String> options = List.of(filter, "-Djdk.serialFilterFactory=" + Generous.class.getName());
    assertThat(run(Reading.class, options))
        .isEqualTo("jdk.serialFilterFactory is set, and may let objects of others in: take it away\n1");
    assertThat(run(dev.ally.Main.class, options, "--help"))
        .isEqualTo("jdk.serialFilterFactory is set, and may let objects of others in: take it away\n1");
  }

  /** Some versions of Java take it for none, others for a reason not to go on. */
  @Test
  void letsNothingInWithAFilterThatIsMalformed() throws Exception {
    assertThat(run(Reading.class, List.of("-Djdk.serialFilter=maxdepth=deep"))).doesNotContain("[text]")
        .containsPattern("refused\\nrefused with a filter of its own\\n0$|jdk.serialFilter: .*\\n1$");
  }

  @Test
  void aServerBeginsWithIt() throws Exception {
    assertThat(run(Serving.class, List.of())).contains("Usage").endsWith("refused\n0");
  }

  /** Forbids deserialization and tries it. */
  public static final class Reading {
    public static void main(String[] arguments) throws Exception {
      if (arguments.length > 0) {
        read(false);
      }
      try {
        SerialFilter.refuseAll();
        SerialFilter.refuseAll();
      } catch (ClusterRefused e) {
        System.out.println(e.getMessage());
        System.exit(1);
      }
      System.out.println(read(false));
      System.out.println(read(true) + " with a filter of its own");
    }

    private static String read(boolean withItsOwnFilter) throws Exception {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(new ArrayList<>(List.of("text")));
      }
      try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        if (withItsOwnFilter) {
          in.setObjectInputFilter(asked -> ObjectInputFilter.Status.ALLOWED);
        }
        return in.readObject().toString();
      } catch (InvalidClassException e) {
        return "refused";
      }
    }
  }

  /** Looks when Main ends. */
  public static final class Serving {
    public static void main(String[] arguments) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> {
        try {
          System.out.println(Reading.read(false));
        } catch (Exception e) {
          System.out.println(e);
        }
      }));
      dev.ally.Main.main(new String[] {"serve", "--help"});
    }
  }

  /** Of a program that knows better. */
  public static final class Generous implements BinaryOperator<ObjectInputFilter> {
    @Override
    public ObjectInputFilter apply(ObjectInputFilter current, ObjectInputFilter next) {
      return null;
    }
  }
}
