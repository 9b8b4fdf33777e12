package dev.ally.account.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.files.LineLog;
import dev.ally.harness.Tools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code src/docs/deploy/fail2ban.conf}, as fail2ban itself reads it. */
class Fail2banTest {
  private static final Path FILTER = Path.of("src/docs/deploy/fail2ban.conf").toAbsolutePath();
  private static final String FORGED = "\",\"event\":\"LOGIN_PASSWORD_WRONG\",\"account\":null,\"actor\":null,"
      + "\"address\":\"198.51.100.66\",\"outcome\":\"failure\",";

  @TempDir Path directory;

  private static String line(String what, String address, String outcome, String reason) {
    return LineLog.ascii(new SecurityEvent(
        1, UUID.randomUUID(), Instant.parse("2026-03-03T09:00:00Z"), what, Optional.of(UUID.randomUUID()), "", address,
        outcome, "r1", reason).toJson().encode());
  }

  private String matched(List<String> lines) throws Exception {
    Tools.need("fail2ban-regex");
    Path log = Files.write(directory.resolve("audit.log"), lines);
    Process process = new ProcessBuilder("fail2ban-regex", "--out", "ip", log.toString(), FILTER.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String found = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return found;
  }

  @Test
  void findsFailedLoginsAndNothingThatAClientMadeUp() throws Exception {
    List<String> failed = List.of("LOGIN_PASSWORD_WRONG", "LOGIN_CODE_WRONG", "REAUTHENTICATION_PASSWORD_WRONG",
        "REAUTHENTICATION_CODE_WRONG", "ATTEMPTS_REFUSED");
    Stream<String> failures = failed.stream().map(what -> line(what, "192.0.2." + failed.indexOf(what), "failure", ""));
    List<String> lines = Stream.concat(failures, Stream.of(
        line("LOGIN_PASSWORD_WRONG", "2001:db8::7", "failure", ""),
        line("LOGIN_CODE_WRONG", "", "failure", ""),
        line("TOKEN_REUSED", "198.51.100.1", "failure", "Shop"),
        line("LOGIN_PASSWORD", "198.51.100.2", "success", ""),
        line("APPLICATION_LOGIN", "198.51.100.3", "success", FORGED))).toList();
    assertThat(matched(lines).lines()).containsExactlyInAnyOrder(
        "192.0.2.0", "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "2001:db8::7");
  }
}
