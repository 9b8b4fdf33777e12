package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.SimulatedUser;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes whose locales have digits of their own, each another's. */
class LocalesIT {
  private static final List<String> LOCALES = List.of(
      "-Duser.language=bn -Duser.country=BD", "-Duser.language=fa -Duser.country=IR",
      "-Duser.language=ar -Duser.country=EG -Duser.extensions=u-nu-arab");

  @Test
  void nodesOfDifferentLocalesFindOneAnotherAndLogPeopleIn(@TempDir Path directory) throws Exception {
    try (Fleet fleet = new Fleet(directory).java(LOCALES::get).start(1, 1, 1)) {
      SimulatedUser user = EnrolledUsers.make(fleet, 1).get(0);
      user.logInWithCode();
      assertThat(user.isSignedIn()).isTrue();
    }
  }
}
