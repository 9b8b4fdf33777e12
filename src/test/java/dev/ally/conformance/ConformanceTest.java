package dev.ally.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.SimulatedUser;
import dev.ally.harness.WholeServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the modules of the OpenID Foundation's suite ask of a provider, at one Ally over HTTP. The names are theirs, the
 * tests are written anew. {@code src/docs/conformance.md} is the table of them.
 */
class ConformanceTest {
  @RegisterExtension static final WholeServer ALLY = WholeServer.atHttps();

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `oidcc-([\\w-]+)` \\|[^|]*\\| `(\\w+)` \\|");
  private static SuiteClient suite;
  private static SimulatedUser person;

  /** The application that most modules play. */
  static synchronized SuiteClient suite() {
    if (suite == null) {
      suite = SuiteClient.register(ALLY, new JsonObject());
    }
    return suite;
  }

  /** Somebody who is logged in, and stays so. */
  static synchronized SimulatedUser person() {
    if (person == null) {
      person = newPerson();
    }
    return person;
  }

  static SimulatedUser newPerson() {
    SimulatedUser ada = ALLY.user();
    ada.logIn();
    return ada;
  }

  @Nested
  class Basic extends BasicModules {
    Basic() {
      super("");
    }
  }

  @Nested
  class Request extends RequestModules {
    Request() {
      super("");
    }
  }

  @Nested
  class BasicByFormPost extends BasicModules {
    BasicByFormPost() {
      super("form_post");
    }
  }

  @Nested
  class RequestByFormPost extends RequestModules {
    RequestByFormPost() {
      super("form_post");
    }
  }

  @Nested
  class Dynamic extends DynamicModules {}

  @Nested
  class Logout extends LogoutModules {}

  @Test
  void theDocumentNamesEachOfThem() throws IOException {
    Set<String> named = ROW.matcher(Files.readString(Path.of("src/docs/conformance.md"))).results()
        .map(row -> row.group(2) + "." + method(row.group(1)))
        .collect(Collectors.toCollection(TreeSet::new));
    Set<String> there = Stream.of(BasicModules.class, RequestModules.class, DynamicModules.class, LogoutModules.class)
        .flatMap(each -> Arrays.stream(each.getDeclaredMethods())
            .filter(one -> one.isAnnotationPresent(Test.class))
            .map(one -> each.getSimpleName() + "." + one.getName()))
        .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).hasSizeGreaterThan(55).isEqualTo(there);
  }

  /** {@code prompt-none-logged-in} is the method {@code promptNoneLoggedIn}. */
  private static String method(String module) {
    return Pattern.compile("-(\\w)").matcher(module)
        .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
  }
}
