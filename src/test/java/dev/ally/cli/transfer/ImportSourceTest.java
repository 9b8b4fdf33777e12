package dev.ally.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.cli.Refused;
import dev.ally.cli.transfer.ImportSource.From;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that accounts are imported from. */
class ImportSourceTest {
  private static final Path SAMPLES = Path.of("src/test/resources/imports");
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path folder;

  private static final class Taken implements ImportSource.Sink {
    private final List<String> lines = new ArrayList<>();
    private final List<JsonObject> accounts = new ArrayList<>();
    private final List<String> bad = new ArrayList<>();

    @Override
    public void line(int number, String text) {
      lines.add(number + " " + text);
      if (text.startsWith("{")) {
        accounts.add(new JsonObject(text));
      }
    }

    @Override
    public void bad(int number, String reason) {
      bad.add(number + " " + reason);
    }
  }

  private static Taken read(Path file, Optional<Path> key, Optional<From> from) throws IOException, InterruptedException {
    Taken taken = new Taken();
    ImportSource source = ImportSource.of(file, key, from);
    source.read(taken);
    Taken again = new Taken();
    source.read(again);
    assertThat(again.lines).as("read again").isEqualTo(taken.lines);
    return taken;
  }

  private static Taken read(String sample, From from) throws Exception {
    return read(SAMPLES.resolve(sample), Optional.empty(), Optional.of(from));
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("accounts.jsonl"), content);
  }

  private Path file(String content) throws IOException {
    return file(content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void linesAreNumberedWhateverIsBetweenThem() throws Exception {
    Taken taken = read(file("\ufeffone\r\n\n  \ntwo\n" + "x".repeat(TextLines.LONGEST_BYTES + 1) + "\nlast"),
        Optional.empty(), Optional.empty());
    assertThat(taken.lines).containsExactly("1 one", "4 two", "6 last");
    assertThat(taken.bad).containsExactly("5 is longer than 262144 bytes");
  }

  @Test
  void aLineIsReadWholeWhereverTheFileIsCutWhileItIsRead() throws Exception {
    String longest = "\u00fc".repeat(TextLines.LONGEST_BYTES / 2);
    Taken taken = read(file(longest + "\n" + longest + "x\n" + "x".repeat(100_001) + "\n\n" + longest),
        Optional.empty(), Optional.empty());
    assertThat(taken.lines).containsExactly("1 " + longest, "3 " + "x".repeat(100_001), "5 " + longest);
    assertThat(taken.bad).containsExactly("2 is longer than 262144 bytes");
  }

  @Test
  void whatIsNotInUtf8IsSkipped() throws Exception {
    Taken taken = read(file(new byte[] {'a', '\n', (byte) 0xff, '\n', 'b'}), Optional.empty(), Optional.empty());
    assertThat(taken.lines).containsExactly("1 a", "3 b");
    assertThat(taken.bad).containsExactly("2 is not in UTF-8");
  }

  @Test
  void autheliasUsersAreRead() throws Exception {
    Taken taken = read("authelia.yml", From.authelia);
    assertThat(taken.bad).containsExactly("18 the user \"nobody\" has no email address");
    assertThat(taken.lines).extracting(line -> line.substring(0, 2)).containsExactly("4 ", "12");
    JsonObject ada = taken.accounts.get(0);
    assertThat(ada.getString("email")).isEqualTo("ada@example.org");
    assertThat(ada.getString("name")).isEqualTo("Ada Lovelace");
    assertThat(ada.getString("password_hash")).startsWith("$argon2id$v=19$m=4096,t=3,p=4$");
    assertThat(ada.getBoolean("locked")).isFalse();
    assertThat(ada.getJsonArray("groups")).isEqualTo(new JsonArray().add("admins").add("dev"));
    JsonObject ben = taken.accounts.get(1);
    assertThat(ben.getBoolean("locked")).isTrue();
    assertThat(ben.getString("password_hash")).startsWith("$6$rounds=1500$ORNGLW5N6s4pPIMc$");
  }

  @Test
  void whoAutheliaTakesForDisabledComesInLocked() throws Exception {
    Path users = folder.resolve("users.yml");
    List<String> values = List.of("true", "True", "yes", "on", "y", "false", "no", "''", "null", "maybe", "[true]");
    StringBuilder yaml = new StringBuilder("users:\n");
    for (int i = 0; i < values.size(); i++) {
      yaml.append("  u").append(i).append(": {email: u").append(i).append("@example.org, disabled: ")
          .append(values.get(i)).append("}\n");
    }
    Taken taken = read(Files.writeString(users, yaml), Optional.empty(), Optional.of(From.authelia));
    assertThat(taken.accounts).extracting(account -> account.getBoolean("locked"))
        .containsExactly(true, true, true, true, true, false, false, false, false);
    assertThat(taken.bad).containsExactly(
        "11 disabled is neither true nor false", "12 disabled is neither true nor false");
  }

  @Test
  void aGroupOfAutheliaWithoutANameIsNoneByTheNameOfNull() throws Exception {
    Path users = Files.writeString(
        folder.resolve("users.yml"), "users: {ada: {email: ada@example.org, groups: ['', [staff]]}}\n");
    assertThat(read(users, Optional.empty(), Optional.of(From.authelia)).accounts).singleElement().satisfies(account ->
        assertThat(account.getJsonArray("groups")).containsExactly("", ""));
  }

  @Test
  void kratosIdentitiesAreRead() throws Exception {
    Taken taken = read("kratos.json", From.kratos);
    assertThat(taken.bad).containsExactly(
        "34 the identity \"5c1a7c1e-93c8-4b8e-9d5b-6f9c1d1b2a33\" has no email address");
    JsonObject ada = taken.accounts.get(0);
    assertThat(ada.getString("id")).isEqualTo("9f425a8d-7efc-4768-8f23-7647a74fdf13");
    assertThat(ada.getString("email")).isEqualTo("ada@example.org");
    assertThat(ada.getString("name")).isEqualTo("Ada Lovelace");
    assertThat(ada.getString("created_at")).isEqualTo("2024-01-02T03:04:05.678901Z");
    assertThat(ada.getString("password_hash")).startsWith("$2a$05$");
    assertThat(ada.getJsonArray("authenticators").getString(0)).startsWith("otpauth://totp/Example:ada@example.org?");
    JsonObject ben = taken.accounts.get(1);
    assertThat(ben.getString("email")).isEqualTo("ben@example.org");
    assertThat(ben.getBoolean("locked")).isTrue();
    assertThat(ben.getJsonArray("authenticators")).isEmpty();
  }

  @Test
  void urisOfOneAddressAreOneAccount() throws Exception {
    Taken taken = read("otpauth.txt", From.otpauth);
    assertThat(taken.bad).containsExactly("5 is no otpauth:// URI with an email address as its label");
    assertThat(taken.lines).extracting(line -> line.substring(0, 2)).containsExactly("2 ", "3 ");
    assertThat(taken.accounts).extracting(account -> account.getString("email") + " "
        + account.getJsonArray("authenticators").size()).containsExactly("ada@example.org 2", "ben@example.org 1");
  }

  @Test
  void anAddressThatIsSpeltInTwoWaysIsOneAccount() throws Exception {
    Path list = file("otpauth://totp/A:Ada@example.org?secret=AAAA\nOTPAUTH://totp/B:ada@Example.org?secret=BBBB\n");
    assertThat(read(list, Optional.empty(), Optional.of(From.otpauth)).accounts).singleElement().satisfies(account -> {
      assertThat(account.getString("email")).isEqualTo("Ada@example.org");
      assertThat(account.getJsonArray("authenticators")).hasSize(2);
    });
  }

  @Test
  void keycloaksUsersAreRead() throws Exception {
    Taken taken = read("keycloak.json", From.keycloak);
    assertThat(taken.bad).singleElement().asString().endsWith("the user \"dora\" has no email address");
    assertThat(taken.accounts).extracting(account -> account.getString("email"))
        .containsExactly("ada@example.org", "ben@example.org", "carla@example.org");
    JsonObject ada = taken.accounts.get(0);
    assertThat(ada.getString("name")).isEqualTo("Ada Lovelace");
    assertThat(ada.getString("language")).isEqualTo("de");
    assertThat(ada.getJsonArray("groups")).isEqualTo(new JsonArray().add("staff.admins"));
    assertThat(ada.getJsonObject("password_hash").getString("credentialData")).contains("argon2");
    // The key is the text itself.
    assertThat(ada.getJsonArray("authenticators")).containsExactly(
        "otpauth://totp/Phone?secret=MRJWI3LVJBGFC2DLNU2TI32JNUYECMCT&algorithm=HmacSHA1&digits=6&period=30");
    assertThat(taken.accounts.get(1).getJsonArray("authenticators")).containsExactly(
        "otpauth://totp/Key?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA&algorithm=HmacSHA256&digits=8"
            + "&period=60");
    assertThat(taken.accounts).extracting(account -> account.getBoolean("locked")).containsExactly(false, false, true);
  }

  /** As Keycloak itself takes them in. */
  @Test
  void usersOfKeycloakAreLockedUnlessTheyAreEnabled() throws Exception {
    Path file = file("{\"users\":[{\"email\":\"a@example.org\"},{\"email\":\"b@example.org\",\"enabled\":true}]}");
    assertThat(read(file, Optional.empty(), Optional.of(From.keycloak)).accounts)
        .extracting(account -> account.getBoolean("locked")).containsExactly(true, false);
  }

  @Test
  void usersThatAreNoneAreSkipped() throws Exception {
    Path file = file("{\"realm\":{\"users\":1},\"users\":[{},7,{\"username\":\"\u202e\",\"email\":7},"
        + "{\"username\":\"a@example.org\",\"credentials\":[{\"type\":\"otp\",\"secretData\":\"{\"},"
        + "{\"type\":\"otp\",\"secretData\":{\"value\":7},\"credentialData\":{\"subType\":1,\"algorithm\":[]}}]}]}");
    Taken taken = read(file, Optional.empty(), Optional.of(From.keycloak));
    assertThat(taken.bad).containsExactly(
        "1 the user \"null\" has no email address", "1 the user \"?\" has no email address");
    assertThat(taken.accounts).singleElement().satisfies(account ->
        assertThat(account.getString("email")).isEqualTo("a@example.org"));
  }

  @Test
  void whatIsNoFileOfThatProgramIsRefused() throws Exception {
    Path file = file("{\"users\":[{\n\"username\" \"ada\"}]}");
    assertThatThrownBy(() -> read(file, Optional.empty(), Optional.of(From.keycloak)))
        .isInstanceOf(Refused.class).hasMessage(file + " is no JSON: line 2");
    Path yaml = Files.writeString(folder.resolve("users.yml"), "users:\n  ada: [\n");
    assertThatThrownBy(() -> read(yaml, Optional.empty(), Optional.of(From.authelia)))
        .isInstanceOf(Refused.class).hasMessageStartingWith(yaml + " is no YAML: line ");
    Path none = Files.writeString(folder.resolve("none.yml"), "people: {}\n");
    assertThatThrownBy(() -> read(none, Optional.empty(), Optional.of(From.authelia)))
        .isInstanceOf(Refused.class).hasMessage(none + " has no users");
    assertThatThrownBy(() -> read(folder.resolve("nowhere"), Optional.empty(), Optional.empty()))
        .isInstanceOf(Refused.class).hasMessageStartingWith("There is no file ");
  }

  private Path key(String name) throws IOException {
    return Files.writeString(folder.resolve(name), Keyring.generateLine(RANDOM) + "\n");
  }

  private List<String> sealed(Path key, String... lines) {
    SealedExport export = new SealedExport(ExportKey.read(key), Secret.token(RANDOM), RANDOM);
    List<String> sealed = new ArrayList<>(List.of(export.header()));
    for (String line : lines) {
      sealed.add(export.line(Secret.of(line)));
    }
    sealed.add(export.end());
    return sealed;
  }

  private void isRefused(List<String> lines, Path key, String reason) throws IOException {
    Path file = file(String.join("\n", lines) + "\n");
    assertThatThrownBy(() -> read(file, Optional.of(key), Optional.empty()))
        .isInstanceOf(Refused.class).hasMessageContaining(reason);
  }

  @Test
  void aSealedExportOpensWithItsKey() throws Exception {
    Path key = key("export.key");
    List<String> lines = sealed(key, "{\"a\":1}", "{\"b\":\"\u00e4\"}");
    assertThat(String.join("", lines)).doesNotContain("\"a\"").doesNotContain("\u00e4");
    Taken taken = read(file(String.join("\n", lines) + "\n"), Optional.of(key), Optional.empty());
    assertThat(taken.lines).containsExactly("2 {\"a\":1}", "3 {\"b\":\"\u00e4\"}");
    assertThat(read(file(String.join("\n", sealed(key))), Optional.of(key), Optional.empty()).lines).isEmpty();
  }

  @Test
  void aSealedExportThatWasChangedIsRefusedAsAWhole() throws Exception {
    Path key = key("export.key");
    List<String> lines = sealed(key, "one", "two", "three");
    isRefused(lines, key("other.key"), "was sealed with another key");
    isRefused(lines.subList(0, 3), key, "is cut off behind line 3");
    isRefused(lines.subList(0, 1), key, "is cut off behind line 1");
    isRefused(lines.subList(1, 4), key, "is no sealed export");
    isRefused(List.of(), key, "is no sealed export");
    List<String> moved = new ArrayList<>(lines);
    Collections.swap(moved, 1, 2);
    isRefused(moved, key, "Line 2 of ");
    List<String> without = new ArrayList<>(lines);
    without.remove(2);
    isRefused(without, key, "Line 3 of ");
    List<String> shorter = new ArrayList<>(lines);
    shorter.remove(3);
    isRefused(shorter, key, "Line 4 of ");
    List<String> more = new ArrayList<>(lines);
    more.add(lines.get(1));
    isRefused(more, key, "Line 6 of ");
    List<String> ofAnother = new ArrayList<>(lines);
    ofAnother.set(1, sealed(key, "one").get(1));
    isRefused(ofAnother, key, "Line 2 of ");
    List<String> altered = new ArrayList<>(lines);
    altered.set(2, (altered.get(2).startsWith("A") ? "B" : "A") + altered.get(2).substring(1));
    isRefused(altered, key, "Line 3 of ");
    List<String> blank = new ArrayList<>(lines);
    blank.set(2, "not base64!");
    isRefused(blank, key, "Line 3 of ");
  }

  @Test
  void keysThatAreNoneAreRefused() throws Exception {
    Path file = file("{}");
    Path two = Files.writeString(folder.resolve("two"), Keyring.generateLine(RANDOM) + "\n" + Keyring.generateLine(RANDOM));
    Path none = Files.writeString(folder.resolve("none"), "hunter2\n");
    assertThatThrownBy(() -> read(file, Optional.of(two), Optional.empty())).hasMessageContaining("one key alone");
    assertThatThrownBy(() -> read(file, Optional.of(none), Optional.empty()))
        .isInstanceOf(Refused.class).hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> read(file, Optional.of(folder.resolve("away")), Optional.empty()))
        .isInstanceOf(Refused.class).hasMessageStartingWith("There is no key file ");
    Path raw = Files.write(folder.resolve("raw"), new byte[] {(byte) 0xff, 7});
    assertThatThrownBy(() -> read(file, Optional.of(raw), Optional.empty()))
        .isInstanceOf(Refused.class).hasMessageEndingWith("is damaged: it is no text");
    Path sealedFile = file(String.join("\n", sealed(key("export.key"), "one")));
    assertThatThrownBy(() -> read(sealedFile, Optional.empty(), Optional.empty()))
        .isInstanceOf(Refused.class).hasMessageContaining("name its key file with --key-file");
  }
}
