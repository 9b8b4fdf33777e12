package dev.ally.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Role;
import dev.ally.cli.command.Commands;
import dev.ally.config.Limit;
import dev.ally.config.Setting;
import dev.ally.contract.Reseal;
import dev.ally.contract.account.AccountFilter.Cursor;
import dev.ally.contract.account.AccountFilter;
import dev.ally.contract.account.AddWebhook;
import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.account.CountAccounts;
import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.DeleteAccount;
import dev.ally.contract.account.EndAllSessions;
import dev.ally.contract.account.ExportAccounts;
import dev.ally.contract.account.ImportAccounts;
import dev.ally.contract.account.InviteAccount;
import dev.ally.contract.account.ListAccounts;
import dev.ally.contract.account.ListGroups;
import dev.ally.contract.account.ListWebhooks;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.account.MailResetLink;
import dev.ally.contract.account.MakeResetLink;
import dev.ally.contract.account.MakeWebhookKey;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.Person;
import dev.ally.contract.account.RemoveWebhook;
import dev.ally.contract.account.RequireFactor;
import dev.ally.contract.account.ResetTwoFactor.Outcome;
import dev.ally.contract.account.ResetTwoFactor;
import dev.ally.contract.account.SearchAccounts;
import dev.ally.contract.account.SetEmail;
import dev.ally.contract.account.ShowAccount;
import dev.ally.contract.account.TestWebhook;
import dev.ally.contract.oidc.ApplyClients;
import dev.ally.contract.oidc.FindClient;
import dev.ally.contract.oidc.ListClients;
import dev.ally.contract.oidc.MakeClientSecret;
import dev.ally.contract.oidc.RemoveClient;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class CommandsTest {
  private final Recorded program = new Recorded();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void withoutACommandItServes() {
    assertThat(run("")).isZero();
    assertThat(program.calls).containsExactly("serve Optional.empty");
  }

  @Test
  void aBackupIsWrittenAndRestored() {
    assertThat(run("", "backup", "a.backup")).isZero();
    assertThat(err.toString().strip()).isEqualTo("1 tables, 2 rows, 0.1 MiB so far");
    assertThat(run("", "--config", "x.conf", "restore", "a.backup")).isZero();
    assertThat(run("", "after-restore")).isZero();
    assertThat(program.calls).containsExactly(
        "backup Optional.empty a.backup", "restore Optional[x.conf] a.backup", "after-restore Optional.empty");
    assertThat(out.toString().lines()).containsExactly(
        "a.backup: 45 tables, 3 rows, 0.2 MiB. Key files are not in it.",
        "Restored 45 tables, 3 rows, 0.2 MiB, of 2026-11-30T03:00:00Z.",
        "All sessions, mailed links and tokens of applications have ended. People get new recovery codes at their next"
            + " login.",
        "All sessions, mailed links and tokens of applications have ended. People get new recovery codes at their next"
            + " login.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"backup", "restore"})
  void aBackupHasAName(String command) {
    assertThat(run("", command)).isEqualTo(2);
    assertThat(err.toString()).contains("FILE");
  }

  @Test
  void theFileOfSettingsIsHandedOn() {
    assertThat(run("", "serve", "--config", "x.conf")).isZero();
    assertThat(run("", "--config=y.conf")).isZero();
    assertThat(run("", "migrate", "--config", "z.conf")).isZero();
    assertThat(program.calls)
        .containsExactly("serve Optional[x.conf]", "serve Optional[y.conf]", "migrate Optional[z.conf]");
  }

  @Test
  void theFileOfSettingsMayStandBeforeTheCommandAndTheNearestOneHolds() {
    assertThat(run("", "--config", "x.conf", "serve")).isZero();
    assertThat(run("", "--config", "x.conf", "serve", "--config", "y.conf")).isZero();
    assertThat(run("", "--config=x.conf", "keys", "rotate")).isZero();
    assertThat(run("", "--config=x.conf", "keys", "--config=y.conf", "rotate")).isZero();
    assertThat(program.calls).containsExactly(
        "serve Optional[x.conf]", "serve Optional[y.conf]", "rotate Optional[x.conf]", "rotate Optional[y.conf]");
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void everyCommandHelpsAndDoesNothing(String command) {
    assertThat(run("", (command + " --help").strip().split(" "))).isZero();
    assertThat(out.toString()).startsWith("Usage: ally").contains("--config");
    assertThat(program.calls).isEmpty();
  }

  private static List<String> everyCommand() {
    List<String> all = new ArrayList<>();
    addAll(Commands.of(new Recorded(), InputStream.nullInputStream()), "", all);
    assertThat(all).contains("", "serve", "migrate", "account reset-password", "keys rotate", "cluster init");
    return all;
  }

  private static void addAll(CommandLine command, String path, List<String> all) {
    all.add(path);
    command.getSubcommands().forEach((name, below) -> {
      if (!name.equals("help")) {
        addAll(below, (path + " " + name).strip(), all);
      }
    });
  }

  private static ShowAccount.Status status(boolean twoFactor, Optional<Instant> lockedSince) {
    Instant then = Instant.parse("2026-03-03T09:00:59Z");
    return new ShowAccount.Status(
        new Person(UUID.randomUUID(), "a@example.org", "Ada"), then, twoFactor,
        twoFactor ? Optional.of(then) : Optional.empty(), 2, lockedSince, lockedSince,
        twoFactor ? Set.of("staff", "operators") : Set.of());
  }

  @Test
  void showingTellsHowAnAccountStands() {
    program.status = Optional.of(status(true, Optional.of(Instant.parse("2026-03-04T10:11:12Z"))));
    assertThat(run("", "account", "show", "--email", "a@example.org")).isZero();
    assertThat(out.toString().lines()).containsExactly(
        "Ada <a@example.org>",
        "Account since: 2026-03-03 09:00 UTC",
        "Two-factor:    since 2026-03-03 09:00 UTC",
        "Sessions:      2",
        "Last login:    2026-03-04 10:11 UTC",
        "Locked:        since 2026-03-04 10:11 UTC",
        "Groups:        operators, staff");
  }

  @Test
  void showingTellsWhatThereIsNot() {
    program.status = Optional.of(status(false, Optional.empty()));
    run("", "account", "show", "--email", "a@example.org");
    assertThat(out.toString())
        .contains("Two-factor:    off", "Last login:    none on record", "Locked:        no", "Groups:        none");
  }

  @Test
  void lockingAndUnlockingTellWhetherThereWasSomethingToDo() {
    assertThat(run("", "account", "lock", "--email", "a@example.org")).isZero();
    assertThat(run("", "account", "unlock", "--email", "a@example.org")).isZero();
    assertThat(program.calls).containsExactly("lock a@example.org", "unlock a@example.org");
    program.lockOutcome = LockAccount.Outcome.ALREADY;
    assertThat(run("", "account", "lock", "--email", "a@example.org")).isZero();
    assertThat(run("", "account", "unlock", "--email", "a@example.org")).isZero();
    assertThat(out.toString().lines()).containsExactly(
        "The account of a@example.org is locked.", "The account of a@example.org is unlocked.",
        "The account of a@example.org was locked already.", "The account of a@example.org was not locked.");
  }

  @Test
  void deletingWithoutYesOnlySaysWhatWouldGo() {
    program.status = Optional.of(status(false, Optional.empty()));
    assertThat(run("", "account", "delete", "--email", "a@example.org")).isEqualTo(1);
    assertThat(err.toString()).contains("a@example.org (Ada)", "sessions (2)", "Nothing was deleted. Add --yes");
    assertThat(program.calls).isEmpty();
    assertThat(run("", "account", "delete", "--email", "a@example.org", "--yes")).isZero();
    assertThat(program.calls).containsExactly("delete a@example.org");
    assertThat(out.toString()).contains("The account of a@example.org was deleted.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"show", "lock", "unlock", "delete", "delete --yes"})
  void anAccountThatIsNotThereIsSaidToBeNone(String command) {
    program.lockOutcome = LockAccount.Outcome.NO_ACCOUNT;
    program.deleteOutcome = DeleteAccount.Outcome.NO_ACCOUNT;
    assertThat(run("", ("account " + command + " --email a@example.org").split(" "))).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly("There is no account of a@example.org");
  }

  @Test
  void rotatingTellsWhetherTheOlderKeysMayGo() {
    assertThat(run("", "keys", "rotate")).isZero();
    assertThat(out.toString().lines()).containsExactly("totp: 3 rows were resealed, no row is left");
    program.resealed = new Reseal.Answer(3, 1, Optional.empty());
    assertThat(run("", "keys", "rotate")).isEqualTo(1);
    assertThat(err.toString()).contains("keep the older keys");
  }

  @Test
  void theHelpOfServeListsEverySettingAndEveryPromisedNumber() {
    run("", "serve", "--help");
    for (Setting setting : Setting.values()) {
      assertThat(out.toString()).contains(setting.name());
    }
    String unwrapped = out.toString().replaceAll("\\s+", " ");
    for (Limit limit : Limit.values()) {
      assertThat(unwrapped).contains(limit.inWords() + " " + limit.meaning());
    }
  }

  @Test
  void theHelpOfServeSaysWhereTheOwnStyleGoes() {
    run("", "serve", "--help");
    assertThat(out.toString().replaceAll("\\s+", " ")).contains("and your own style, logo and help text, in the folder site");
  }

  @Test
  void theNamedVerticlesAreServedAlone() {
    assertThat(run("", "serve", "--verticles", "totp")).isZero();
    assertThat(run("", "serve", "--verticles=web,account")).isZero();
    assertThat(run("", "serve", "--verticles", "oidc")).isZero();
    assertThat(run("", "serve", "--verticles", "totp,account,web,oidc")).isZero();
    assertThat(program.calls).containsExactly(
        "serve Optional.empty [TOTP]", "serve Optional.empty [WEB, ACCOUNT]", "serve Optional.empty [OIDC]",
        "serve Optional.empty");
  }

  @Test
  void aClusterIsMadeInTheNamedDirectory() {
    assertThat(run("", "cluster", "init", "keys")).isZero();
    assertThat(program.calls).containsExactly("cluster init keys");
    assertThat(out.toString().lines()).containsExactly("The certificates and keys were made: keys");
  }

  @Test
  void whatAClusterLackedIsPrinted() {
    program.clusterFiles = new ClusterFiles(false, List.of(Path.of("keys/oidc/bus-key.pem")));
    assertThat(run("", "cluster", "init", "keys")).isZero();
    assertThat(out.toString().lines()).containsExactly(
        "These files were missing and have been made:", Path.of("keys/oidc/bus-key.pem").toString());
    out.getBuffer().setLength(0);
    program.clusterFiles = new ClusterFiles(false, List.of());
    assertThat(run("", "cluster", "init", "keys")).isZero();
    assertThat(out.toString().lines()).containsExactly("Nothing was missing: keys");
  }

  @Test
  void theVersionIsShown() {
    assertThat(run("", "--version")).isZero();
    assertThat(out.toString()).startsWith("ally ");
  }

  @Test
  void anAccountIsMadeOfTheFirstLineOfStandardInput() {
    assertThat(run("pass word é\r\nnot this\n",
        "account", "create", "--email", "a@example.org", "--name", "Anna", "--password-stdin")).isZero();
    assertThat(program.account.email()).isEqualTo("a@example.org");
    assertThat(program.account.name()).isEqualTo("Anna");
    assertThat(program.account.password().revealText()).isEqualTo("pass word é");
    assertThat(out.toString()).isEqualTo("The account of a@example.org was made.%n".formatted());
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void noAccountIsMadeOfAPasswordThatIsNotInUtf8() {
    assertThat(run("pass word \u00e9\n".getBytes(StandardCharsets.ISO_8859_1),
        "account", "create", "--email", "a@example.org", "--name", "Anna", "--password-stdin")).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly("No account was made: the password is not in UTF-8");
    assertThat(program.calls).isEmpty();
  }

  @Test
  void whatIsWrongWithAnAccountIsOneLine() {
    program.problems = EnumSet.allOf(NewAccount.Problem.class);
    assertThat(run("", "account", "create", "--email", "a", "--name", "", "--password-stdin")).isEqualTo(1);
    assertThat(err.toString().lines()).singleElement().asString().startsWith("No account was made: ");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void resettingTwoFactorSaysWhatCameOfIt(Outcome outcome) {
    program.outcome = outcome;
    int exit = run("", "account", "reset-2fa", "--email", "a@example.org");
    assertThat(exit).isEqualTo(outcome == Outcome.NO_ACCOUNT ? 1 : 0);
    assertThat((out.toString() + err).lines()).singleElement().asString().contains("a@example.org");
    assertThat(err.toString().isEmpty()).isEqualTo(exit == 0);
  }

  @Test
  void aLinkToANewPasswordIsAllThatIsPrinted() {
    program.madeLink = new MakeResetLink.Answer(
        MakeResetLink.Outcome.MADE, Secret.of("https://accounts.example.org/reset?token=x"));
    assertThat(run("", "account", "reset-password", "--email", "a@example.org")).isZero();
    assertThat(out.toString().lines()).containsExactly("https://accounts.example.org/reset?token=x");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void noLinkToANewPasswordIsMadeOfALockedAccountOrNone() {
    assertThat(run("", "account", "reset-password", "--email", "a@example.org")).isEqualTo(1);
    program.madeLink = MakeResetLink.Answer.of(MakeResetLink.Outcome.LOCKED);
    assertThat(run("", "account", "reset-password", "--email", "a@example.org")).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly(
        "There is no account of a@example.org", "The account of a@example.org is locked: unlock it first");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(EndAllSessions.Outcome.class)
  void endingSessionsTellsWhatCameOfIt(EndAllSessions.Outcome ended) {
    program.ended = ended;
    int exit = run("", "account", "end-sessions", "--email", "a@example.org");
    assertOneLine(exit, ended == EndAllSessions.Outcome.NO_ACCOUNT);
    assertThat(program.calls).containsExactly("end a@example.org");
  }

  @ParameterizedTest
  @EnumSource(SetEmail.Outcome.class)
  void settingAnAddressTellsWhatCameOfIt(SetEmail.Outcome outcome) {
    program.setEmail = outcome == SetEmail.Outcome.REFUSED
        ? SetEmail.Answer.refused(NewAccount.Problem.EMAIL_TAKEN) : SetEmail.Answer.of(outcome);
    int exit = run("", "account", "set-email", "--email", "a@example.org", "--to", "b@example.org");
    assertOneLine(exit, outcome == SetEmail.Outcome.NO_ACCOUNT || outcome == SetEmail.Outcome.REFUSED);
    assertThat(program.calls).containsExactly("set a@example.org b@example.org");
    if (outcome == SetEmail.Outcome.REFUSED) {
      assertThat(err.toString().lines()).containsExactly(
          "The email address was not changed: there is an account with this email address already");
    }
  }

  @ParameterizedTest
  @EnumSource(MailResetLink.Outcome.class)
  void aLinkToANewPasswordIsMailedOrTheReasonIsSaid(MailResetLink.Outcome outcome) {
    program.mailedLink = outcome;
    int exit = run("", "account", "reset-password", "--mail", "--email", "a@example.org");
    assertOneLine(exit, outcome != MailResetLink.Outcome.QUEUED);
    assertThat(program.calls).containsExactly("mail a@example.org");
    assertThat(err.toString()).matches(said -> said.contains("No mail server is configured")
        == (outcome == MailResetLink.Outcome.NO_MAIL));
  }

  @Test
  void anInvitationIsMailedOrItsLinkIsAllThatIsPrinted() {
    program.invited = new InviteAccount.Answer(Set.of(), true);
    assertThat(run("", "account", "invite", "--email", "a@example.org", "--name", "Ada")).isZero();
    assertThat(out.toString().lines()).containsExactly(
        "The account of a@example.org was made. A link to choose the password is mailed there.");
    program.invited = new InviteAccount.Answer(Set.of(), false);
    program.madeLink = new MakeResetLink.Answer(
        MakeResetLink.Outcome.MADE, Secret.of("https://accounts.example.org/reset?token=x"));
    assertThat(run("", "account", "invite", "--email", "a@example.org", "--name", "Ada")).isZero();
    assertThat(out.toString().lines().skip(1)).containsExactly("https://accounts.example.org/reset?token=x");
    assertThat(program.calls).containsExactly("invite a@example.org Ada", "invite a@example.org Ada");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void nobodyIsInvitedWhoHasAnAccount() {
    program.invited = new InviteAccount.Answer(Set.of(NewAccount.Problem.EMAIL_TAKEN), false);
    assertThat(run("", "account", "invite", "--email", "a@example.org", "--name", "Ada")).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly(
        "No account was made: there is an account with this email address already");
    assertThat(out.toString()).isEmpty();
  }

  private void assertOneLine(int exit, boolean refused) {
    assertThat(exit).isEqualTo(refused ? 1 : 0);
    assertThat((out.toString() + err).lines()).hasSize(1);
    assertThat(err.toString().isEmpty()).isEqualTo(!refused);
  }

  @Test
  void everyReasonOfARefusalIsALineOnStandardError() {
    program.refusal = Optional.of(new Refused(List.of("one", "two")));
    assertThat(run("", "serve")).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly("one", "two");
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "account", "account create", "account create --email a --name b", "account reset-2fa", "account reset-password",
    "account end-sessions", "account set-email --email a", "account set-email --to b", "account invite --email a",
    "nonsense",
    "serve --nonsense",
    "serve --verticles nonsense", "serve --verticles", "cluster", "cluster init",
    "client", "client apply", "client show", "client remove", "client secret", "client list --format xml",
    "client show shop --format csv"
  })
  void whatCannotBeUnderstoodExitsWithTwo(String command) {
    assertThat(run("", command.split(" "))).isEqualTo(2);
    assertThat(program.calls).isEmpty();
    assertThat(err.toString()).isNotEmpty();
  }

  @Test
  void addsToAGroupAndRemovesFromIt() {
    assertThat(run("", "account", "group", "add", "--email", "a@example.org", "--group", "staff")).isZero();
    assertThat(run("", "account", "group", "remove", "--email", "a@example.org", "--group", "staff")).isZero();
    program.groupOutcome = ChangeGroup.Outcome.ALREADY;
    assertThat(run("", "account", "group", "add", "--email", "a@example.org", "--group", "staff")).isZero();
    assertThat(run("", "account", "group", "remove", "--email", "a@example.org", "--group", "staff")).isZero();
    assertThat(program.calls).startsWith("add a@example.org staff", "remove a@example.org staff");
    assertThat(out.toString().lines()).containsExactly(
        "The account of a@example.org was added to the group staff.",
        "The account of a@example.org was removed from the group staff.",
        "The account of a@example.org was already in the group staff.",
        "The account of a@example.org was not in the group staff.");
  }

  @Test
  void saysInOneLineWhyAGroupWasNotChanged() {
    program.groupOutcome = ChangeGroup.Outcome.MALFORMED;
    assertThat(run("", "account", "group", "add", "--email", "a@example.org", "--group", "two words")).isEqualTo(1);
    program.groupOutcome = ChangeGroup.Outcome.NO_ACCOUNT;
    assertThat(run("", "account", "group", "remove", "--email", "a@example.org", "--group", "staff")).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly(
        "The name of a group has 1 to 64 letters (a to z), digits, '.', '_' and '-'",
        "There is no account of a@example.org");
    assertThat(run("", "account", "group", "add", "--email", "a@example.org")).isEqualTo(2);
    assertThat(run("", "account", "group")).isEqualTo(2);
    assertThat(run("", "group")).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void listsGroupsInEachFormat() {
    program.groups = List.of(new ListGroups.Listed("operators", 1),
        new ListGroups.Listed("staff", 12, Optional.of(Instant.EPOCH)),
        new ListGroups.Listed("writers", 0, Optional.of(Instant.parse("2027-01-31T00:00:00Z"))));
    assertThat(run("", "group", "list")).isZero();
    assertThat(run("", "group", "list", "--format", "json")).isZero();
    assertThat(run("", "group", "list", "--format=csv")).isZero();
    assertThat(out.toString().lines().map(line -> line.replaceAll(" {2,}", " | "))).containsExactly(
        "group | accounts | second_factor", "operators | 1 | optional", "staff | 12 | required",
        "writers | 0 | required-by:2027-01-31",
        "{\"group\":\"operators\",\"accounts\":1,\"second_factor\":\"optional\"}",
        "{\"group\":\"staff\",\"accounts\":12,\"second_factor\":\"required\"}",
        "{\"group\":\"writers\",\"accounts\":0,\"second_factor\":\"required-by:2027-01-31\"}",
        "group,accounts,second_factor", "operators,1,optional", "staff,12,required", "writers,0,required-by:2027-01-31");
  }

  @Test
  void demandsASecondFactorOfAGroup() {
    assertThat(run("", "group", "require", "staff")).isZero();
    assertThat(run("", "group", "require", "staff", "--by", "2027-01-31")).isZero();
    assertThat(run("", "group", "require", "staff", "--off")).isZero();
    assertThat(out.toString().lines()).containsExactly(
        "The accounts of the group staff need a second factor from now on.",
        "The accounts of the group staff need a second factor from 2027-01-31 on, 00:00 UTC.",
        "The accounts of the group staff need no second factor any more.");
    assertThat(program.calls).containsExactly(
        "require staff true ", "require staff true 2027-01-31", "require staff false ");
    program.requireOutcome = RequireFactor.Outcome.NO_SUCH_DAY;
    assertThat(run("", "group", "require", "staff", "--by", "2027-02-30")).isEqualTo(1);
    assertThat(run("", "group", "require", "staff", "--by", "")).isEqualTo(1);
    program.requireOutcome = RequireFactor.Outcome.MALFORMED;
    assertThat(run("", "group", "require", "two words")).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly(
        "--by must be a day such as 2027-01-31, not 2027-02-30", "--by must be a day such as 2027-01-31, not ",
        "The name of a group has 1 to 64 letters (a to z), digits, '.', '_' and '-'");
    assertThat(run("", "group", "require", "staff", "--by", "2027-01-31", "--off")).isEqualTo(2);
    assertThat(run("", "group", "require")).isEqualTo(2);
  }

  private static ListAccounts.Listed listed(String email, String name) {
    return new ListAccounts.Listed(
        UUID.fromString("0188b9a2-5f4e-7c11-9d6a-3b1f2c4d5e6f"), email, name, Instant.parse("2026-03-03T09:00:00Z"),
        "a@xn--bcher-kva.example");
  }

  @Test
  void listingTellsWhichAccountsHaveOneAddress() {
    program.listed = List.of(listed("a@b\u00fccher.example", "Ada"), listed("a@xn--bcher-kva.example", "Ada, \"Countess\""));
    assertThat(run("", "account", "list", "--same-address")).isZero();
    assertThat(out.toString().lines().map(line -> line.replaceAll(" {2,}", " | "))).containsExactly(
        "email | name | since | address | id",
        "a@b\u00fccher.example | Ada | 2026-03-03T09:00:00Z | a@xn--bcher-kva.example | "
            + "0188b9a2-5f4e-7c11-9d6a-3b1f2c4d5e6f",
        "a@xn--bcher-kva.example | Ada, \"Countess\" | 2026-03-03T09:00:00Z | a@xn--bcher-kva.example | "
            + "0188b9a2-5f4e-7c11-9d6a-3b1f2c4d5e6f");
  }

  @Test
  void listingHasFormatsForMachines() {
    program.listed = List.of(listed("a@b\u00fccher.example", "Ada, \"Countess\""));
    assertThat(run("", "account", "list", "--same-address", "--format", "json")).isZero();
    assertThat(out.toString().lines()).containsExactly(
        "{\"email\":\"a@b\\u00fccher.example\",\"name\":\"Ada, \\\"Countess\\\"\",\"since\":\"2026-03-03T09:00:00Z\","
            + "\"address\":\"a@xn--bcher-kva.example\",\"id\":\"0188b9a2-5f4e-7c11-9d6a-3b1f2c4d5e6f\"}");
    out.getBuffer().setLength(0);
    assertThat(run("", "account", "list", "--same-address", "--format=csv")).isZero();
    assertThat(out.toString().lines()).containsExactly(
        "email,name,since,address,id",
        "a@b\u00fccher.example,\"Ada, \"\"Countess\"\"\",2026-03-03T09:00:00Z,a@xn--bcher-kva.example,"
            + "0188b9a2-5f4e-7c11-9d6a-3b1f2c4d5e6f");
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+2", "+1", "-1", "@SUM(1)"})
  void noSpreadsheetTakesANameForAFormula(String name) {
    program.listed = List.of(listed("ada@example.org", name));
    assertThat(run("", "account", "list", "--same-address", "--format=csv")).isZero();
    assertThat(out.toString()).contains("ada@example.org,'" + name + ",2026");
    out.getBuffer().setLength(0);
    assertThat(run("", "account", "list", "--same-address", "--format=json")).isZero();
    assertThat(out.toString()).contains("\"" + name + "\"");
  }

  private static SearchAccounts.Answer page(Optional<Cursor> next, SearchAccounts.Listed... listed) {
    return new SearchAccounts.Answer(List.of(listed), next);
  }

  private static SearchAccounts.Listed found(String email, boolean secondFactor, Set<String> groups) {
    Instant then = Instant.parse("2026-03-03T09:00:00Z");
    return new SearchAccounts.Listed(
        new UUID(0, 7), email, "Ada, \"Countess\"", then, secondFactor,
        secondFactor ? Optional.of(then) : Optional.empty(), groups);
  }

  @Test
  void listingGoesOnWhileThereIsMore() {
    Cursor second = new Cursor("b@example.org", "");
    Cursor third = new Cursor("c@example.org", "");
    program.pages = Map.of(
        Cursor.START, page(Optional.of(second), found("a@b\u00fccher.example", true, new TreeSet<>(Set.of("a", "b")))),
        second, page(Optional.of(third)),
        third, page(Optional.empty(), found("d@example.org", false, Set.of())));
    assertThat(run("", "account", "list")).isZero();
    assertThat(run("", "account", "list", "--format", "json")).isZero();
    assertThat(run("", "account", "list", "--format=csv")).isZero();
    assertThat(out.toString().lines().map(line -> line.replaceAll(" {2,}", " | "))).containsExactly(
        "email | name | since | second_factor | locked | groups | id",
        "a@b\u00fccher.example | Ada, \"Countess\" | 2026-03-03T09:00:00Z | on | 2026-03-03T09:00:00Z | a,b | "
            + "00000000-0000-0000-0000-000000000007",
        "d@example.org | Ada, \"Countess\" | 2026-03-03T09:00:00Z | off | no | 00000000-0000-0000-0000-000000000007",
        "{\"email\":\"a@b\\u00fccher.example\",\"name\":\"Ada, \\\"Countess\\\"\",\"since\":\"2026-03-03T09:00:00Z\","
            + "\"second_factor\":\"on\",\"locked\":\"2026-03-03T09:00:00Z\",\"groups\":\"a,b\","
            + "\"id\":\"00000000-0000-0000-0000-000000000007\"}",
        "{\"email\":\"d@example.org\",\"name\":\"Ada, \\\"Countess\\\"\",\"since\":\"2026-03-03T09:00:00Z\","
            + "\"second_factor\":\"off\",\"locked\":\"no\",\"groups\":\"\","
            + "\"id\":\"00000000-0000-0000-0000-000000000007\"}",
        "email,name,since,second_factor,locked,groups,id",
        "a@b\u00fccher.example,\"Ada, \"\"Countess\"\"\",2026-03-03T09:00:00Z,on,2026-03-03T09:00:00Z,\"a,b\","
            + "00000000-0000-0000-0000-000000000007",
        "d@example.org,\"Ada, \"\"Countess\"\"\",2026-03-03T09:00:00Z,off,no,,00000000-0000-0000-0000-000000000007");
  }

  @Test
  void countingPrintsTheNumberAlone() {
    assertThat(run("", "account", "count", "--search", "ada", "--second-factor", "on", "--locked", "--group", "staff"))
        .isZero();
    assertThat(run("", "account", "count", "--second-factor=off")).isZero();
    assertThat(run("", "account", "count")).isZero();
    assertThat(out.toString().lines()).containsExactly("42", "42", "42");
    assertThat(program.calls).containsExactly(
        "count " + new AccountFilter(
            Optional.of("ada"), AccountFilter.Factor.ON, true, Optional.of("staff")),
        "count " + new AccountFilter(Optional.empty(), AccountFilter.Factor.OFF, false, Optional.empty()),
        "count " + AccountFilter.ALL);
  }

  @Test
  void listingWhatSharesAnAddressGoesWithNoOtherCondition() {
    assertThat(run("", "account", "list", "--same-address", "--locked")).isEqualTo(2);
    assertThat(run("", "account", "list", "--second-factor", "maybe")).isEqualTo(2);
    assertThat(err.toString()).contains("--same-address", "--second-factor");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void importingTellsOfEachLineThatWasSkipped(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("accounts.jsonl"), "{\"a\":1}\n\n{\"b\":2}\n");
    program.importAnswer = new ImportAccounts.Answer(
        1, 0, List.of(new ImportAccounts.Refused(3, "email is missing")), false);
    assertThat(run("", "account", "import", file.toString())).isEqualTo(1);
    assertThat(program.calls).containsExactly("import [1 {\"a\":1}, 3 {\"b\":2}]");
    assertThat(err.toString().lines().toList().get(0)).isEqualTo("line 3: email is missing");
    assertThat(err.toString().lines().toList().get(1)).matches("2 of 2 lines, \\d+ lines/s, 0 s remaining");
    assertThat(out.toString().lines())
        .containsExactly("1 accounts were made, 0 addresses had one already, 1 lines were skipped.");
  }

  @Test
  void importingWithoutASlipExitsWithZero(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("accounts.jsonl"), "{}\n".repeat(1_100));
    program.importAnswer = new ImportAccounts.Answer(0, 500, List.of(), false);
    assertThat(run("", "account", "import", file.toString())).isZero();
    assertThat(program.calls).hasSize(3);
    assertThat(out.toString()).contains("1500 addresses had one already");
  }

  @Test
  void importingWhatIsNotThereIsRefused(@TempDir Path folder) throws IOException {
    assertThat(run("", "account", "import", folder.resolve("nowhere").toString())).isEqualTo(1);
    assertThat(run("", "account", "import", folder.toString(), "--from", "okta")).isEqualTo(2);
    assertThat(run("", "account", "import")).isEqualTo(2);
    Path file = Files.writeString(folder.resolve("key"), "not a key\n");
    assertThat(run("", "account", "import", file.toString(), "--key-file", file.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("There is no file", "--from", "is damaged");
    assertThat(program.calls).isEmpty();
  }

  @Test
  void anExportWithSecretsIsSealedAndOpensWithItsKeyAlone(@TempDir Path folder) throws IOException {
    program.exported = List.of("{\"email\":\"a@b\u00fccher.example\"}", "{\"email\":\"b@example.org\"}");
    assertThat(run("", "account", "export")).isZero();
    assertThat(out.toString().lines())
        .containsExactly("{\"email\":\"a@b\\u00fccher.example\"}", "{\"email\":\"b@example.org\"}");
    Path key = Files.writeString(folder.resolve("key"), Keyring.generateLine(new SecureRandom()) + "\n");
    assertThat(run("", "account", "export", "--with-secrets")).isEqualTo(2);
    assertThat(run("", "account", "export", "--key-file", key.toString())).isEqualTo(2);
    out.getBuffer().setLength(0);
    assertThat(run("", "account", "export", "--with-secrets", "--key-file", key.toString())).isZero();
    assertThat(out.toString()).doesNotContain("example");
    Path file = Files.writeString(folder.resolve("export"), out.toString());
    program.calls.clear();
    assertThat(run("", "account", "import", file.toString(), "--key-file", key.toString())).isZero();
    assertThat(program.calls).containsExactly("import [2 " + program.exported.get(0) + ", 3 " + program.exported.get(1) + "]");
  }

  private static ApplyClients.Applied applied(ApplyClients.Change change, String id, String secret) {
    return new ApplyClients.Applied(change, id, Secret.of(secret));
  }

  @Test
  void applyingPrintsALineForEachClient(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("clients.json"), "[\"L\u00e4den\"]");
    program.appliedClients = new ApplyClients.Answer(List.of(
        applied(ApplyClients.Change.CREATED, "shop", "s3cret"), applied(ApplyClients.Change.CREATED, "app", ""),
        applied(ApplyClients.Change.CHANGED, "a", ""), applied(ApplyClients.Change.UNCHANGED, "b", ""),
        applied(ApplyClients.Change.REMOVED, "c", "")), List.of());
    assertThat(run("", "client", "apply", file.toString(), "--prune")).isZero();
    assertThat(program.calls).containsExactly("apply [\"L\u00e4den\"] true");
    assertThat(out.toString().lines())
        .containsExactly("created shop\ts3cret", "created app", "changed a", "unchanged b", "removed c");
    assertThat(run("", "client", "apply", file.toString())).isZero();
    assertThat(program.calls).endsWith("apply [\"L\u00e4den\"] false");
  }

  @Test
  void eachMistakeOfAFileIsALineOnStandardError(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("clients.json"), "[]");
    program.appliedClients = new ApplyClients.Answer(List.of(), List.of("line 1: x", "line 2: y"));
    assertThat(run("", "client", "apply", file.toString())).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly("line 1: x", "line 2: y");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aFileThatCannotBeReadIsNamed(@TempDir Path folder) throws IOException {
    Path latin1 = Files.write(folder.resolve("latin1.json"), new byte[] {'"', (byte) 0xE4, '"'});
    assertThat(run("", "client", "apply", latin1.toString())).isEqualTo(1);
    assertThat(run("", "client", "apply", folder.resolve("none.json").toString())).isEqualTo(1);
    assertThat(run("", "client", "apply", folder.toString())).isEqualTo(1);
    assertThat(err.toString().lines().toList()).hasSize(3).satisfies(
        lines -> assertThat(lines.get(0)).endsWith("latin1.json is not UTF-8"),
        lines -> assertThat(lines.get(1)).endsWith("none.json is not there"),
        lines -> assertThat(lines.get(2)).contains(" cannot be read: "));
    assertThat(program.calls).isEmpty();
  }

  @Test
  void clientsAreListedAndShownForPeopleAndForMachines() {
    program.clients = List.of(new ListClients.Listed("shop", "L\u00e4den", "web", "none", "required"));
    program.definition = Optional.of(
        "{\"id\":\"shop\",\"name\":\"L\u00e4den\",\"groups\":[],\"redirect_uris\":[\"a\",\"b\"]}");
    assertThat(run("", "client", "list")).isZero();
    assertThat(run("", "client", "list", "--format", "json")).isZero();
    assertThat(run("", "client", "list", "--format", "csv")).isZero();
    assertThat(run("", "client", "show", "shop")).isZero();
    assertThat(run("", "client", "show", "shop", "--format", "json")).isZero();
    assertThat(out.toString().lines().map(line -> line.replaceAll(" {2,}", " | "))).containsExactly(
        "id | name | type | auth_method | second_factor", "shop | L\u00e4den | web | none | required",
        "{\"id\":\"shop\",\"name\":\"L\\u00e4den\",\"type\":\"web\",\"auth_method\":\"none\","
            + "\"second_factor\":\"required\"}",
        "id,name,type,auth_method,second_factor", "shop,L\u00e4den,web,none,required",
        "id | shop", "name | L\u00e4den", "groups", "redirect_uris | a, b",
        "{\"id\":\"shop\",\"name\":\"L\\u00e4den\",\"groups\":[],\"redirect_uris\":[\"a\",\"b\"]}");
  }

  @Test
  void aSecretIsAllThatIsPrinted() {
    program.madeSecret = new MakeClientSecret.Answer(MakeClientSecret.Outcome.MADE, Secret.of("s3cret"));
    assertThat(run("", "client", "secret", "shop")).isZero();
    for (String overlap : List.of("90s", "30m", "24h", "7d")) {
      assertThat(run("", "client", "secret", "shop", "--overlap", overlap)).isZero();
    }
    assertThat(out.toString().lines()).containsOnly("s3cret").hasSize(5);
    assertThat(program.calls).containsExactly(
        "secret shop PT0S", "secret shop PT1M30S", "secret shop PT30M", "secret shop PT24H", "secret shop PT168H");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "h", "-1h", "1w", "1h30m", "91d", "99999999d", "\u0661h"})
  void anOverlapThatIsNoneIsRefused(String overlap) {
    assertThat(run("", "client", "secret", "shop", "--overlap=" + overlap)).isEqualTo(1);
    assertThat(err.toString().lines()).singleElement().asString().startsWith("--overlap " + overlap + ": ");
    assertThat(program.calls).isEmpty();
  }

  @Test
  void aClientThatIsNotThereIsSaidToBeNone() {
    for (String command : List.of("show", "remove", "secret")) {
      assertThat(run("", "client", command, "shop")).isEqualTo(1);
    }
    assertThat(err.toString().lines()).hasSize(3).containsOnly("There is no client shop");
    program.madeSecret = MakeClientSecret.Answer.of(MakeClientSecret.Outcome.NO_SECRETS);
    assertThat(run("", "client", "secret", "shop")).isEqualTo(1);
    assertThat(err.toString()).contains("The client shop has no secret");
    program.removed = RemoveClient.Outcome.REMOVED;
    assertThat(run("", "client", "remove", "shop")).isZero();
    assertThat(out.toString().lines()).containsExactly("The client shop was removed.");
  }

  @Test
  void aWebhookThatIsAddedIsItsIdATabAndItsKey() {
    program.addedWebhook = new AddWebhook.Answer(AddWebhook.Outcome.ADDED, Secret.of("whsec_key"), "");
    assertThat(run("", "webhook", "add", "https://example.org/hook")).isZero();
    String id = program.calls.get(0).split(" ")[1];
    assertThat(program.calls).containsExactly("add " + id + " https://example.org/hook");
    assertThat(out.toString().lines()).containsExactly(id + "\twhsec_key");
  }

  @Test
  void aWebhookThatIsNotAddedIsOneLineThatSaysWhy() {
    program.addedWebhook = new AddWebhook.Answer(AddWebhook.Outcome.REFUSED, Secret.empty(), "it is not https");
    assertThat(run("", "webhook", "add", "http://example.org/hook")).isEqualTo(1);
    program.addedWebhook = AddWebhook.Answer.of(AddWebhook.Outcome.TOO_MANY);
    assertThat(run("", "webhook", "add", "https://example.org/hook")).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly(
        "No webhook was added: it is not https",
        "No webhook was added: there are as many as there may be; remove one first");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void webhooksAreListedWithTheirState() {
    UUID id = UUID.fromString("0188b9a2-5f4e-7c11-9d6a-3b1f2c4d5e6f");
    program.webhooks = List.of(new ListWebhooks.Listed(
        id, "https://example.org/a,b", ListWebhooks.State.FAILING, Instant.parse("2026-03-03T09:00:00Z"), 3, 1,
        "the answer was 500"));
    for (String format : List.of("table", "json", "csv")) {
      assertThat(run("", "webhook", "list", "--format", format)).isZero();
    }
    assertThat(out.toString().lines().map(line -> line.replaceAll(" {2,}", " | "))).containsExactly(
        "id | state | since | waiting | given_up | url | problem",
        id + " | failing | 2026-03-03T09:00:00Z | 3 | 1 | https://example.org/a,b | the answer was 500",
        "{\"id\":\"" + id + "\",\"state\":\"failing\",\"since\":\"2026-03-03T09:00:00Z\",\"waiting\":3,"
            + "\"given_up\":1,\"url\":\"https://example.org/a,b\",\"problem\":\"the answer was 500\"}",
        "id,state,since,waiting,given_up,url,problem",
        id + ",failing,2026-03-03T09:00:00Z,3,1,\"https://example.org/a,b\",the answer was 500");
  }

  @Test
  void aWebhookIsTestedGivenAKeyAndRemoved() {
    String id = UUID.randomUUID().toString();
    program.testedWebhook = new TestWebhook.Answer(TestWebhook.Outcome.TAKEN, 204, "");
    program.webhookKey = new MakeWebhookKey.Answer(MakeWebhookKey.Outcome.MADE, Secret.of("whsec_other"));
    program.removedWebhook = RemoveWebhook.Outcome.REMOVED;
    assertThat(run("", "webhook", "test", id)).isZero();
    assertThat(run("", "webhook", "secret", id)).isZero();
    assertThat(run("", "webhook", "secret", id, "--overlap", "1h")).isZero();
    assertThat(run("", "webhook", "remove", id)).isZero();
    assertThat(out.toString().lines()).containsExactly(
        "The receiver took it: the answer was 204.", "whsec_other", "whsec_other",
        "The webhook " + id + " was removed.");
    assertThat(program.calls).containsExactly("key " + id + " PT24H", "key " + id + " PT1H");
    program.testedWebhook = new TestWebhook.Answer(TestWebhook.Outcome.NOT_TAKEN, 500, "");
    assertThat(run("", "webhook", "test", id)).isEqualTo(1);
    program.testedWebhook = new TestWebhook.Answer(TestWebhook.Outcome.NOT_TAKEN, 0, "there was no answer in time");
    assertThat(run("", "webhook", "test", id)).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly(
        "The receiver did not take it: the answer was 500",
        "The receiver did not take it: there was no answer in time");
  }

  @Test
  void aWebhookThatIsNotThereIsSaidToBeNone() {
    for (String id : List.of(UUID.randomUUID().toString(), "none", "\u0661")) {
      for (String command : List.of("test", "secret", "remove")) {
        assertThat(run("", "webhook", command, id)).isEqualTo(1);
        assertThat(err.toString().lines()).endsWith("There is no webhook " + id);
      }
    }
    assertThat(run("", "webhook")).isEqualTo(2);
    assertThat(run("", "webhook", "add")).isEqualTo(2);
  }

  private int run(String input, String... arguments) {
    return run(input.getBytes(StandardCharsets.UTF_8), arguments);
  }

  private int run(byte[] input, String... arguments) {
    CommandLine commands = Commands.forArguments(program, new ByteArrayInputStream(input), arguments);
    commands.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return commands.execute(arguments.length == 0 ? new String[0] : arguments);
  }

  private static final class Recorded implements Program {
    private static final Secret TOKEN = Secret.of("token");

    private Optional<ShowAccount.Status> status = Optional.empty();
    private LockAccount.Outcome lockOutcome = LockAccount.Outcome.DONE;
    private DeleteAccount.Outcome deleteOutcome = DeleteAccount.Outcome.DELETED;
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private NewAccount account;
    private Set<NewAccount.Problem> problems = Set.of();
    private Outcome outcome = Outcome.RESET;
    private MakeResetLink.Answer madeLink = MakeResetLink.Answer.of(MakeResetLink.Outcome.NO_ACCOUNT);
    private EndAllSessions.Outcome ended = EndAllSessions.Outcome.ENDED;
    private SetEmail.Answer setEmail = SetEmail.Answer.of(SetEmail.Outcome.CHANGED);
    private MailResetLink.Outcome mailedLink = MailResetLink.Outcome.QUEUED;
    private InviteAccount.Answer invited = new InviteAccount.Answer(Set.of(), true);
    private Reseal.Answer resealed = new Reseal.Answer(3, 0, Optional.empty());
    private ClusterFiles clusterFiles = new ClusterFiles(true, List.of());
    private Optional<Refused> refusal = Optional.empty();
    private List<ListAccounts.Listed> listed = List.of();
    private Map<Cursor, SearchAccounts.Answer> pages = Map.of();
    private ImportAccounts.Answer importAnswer = new ImportAccounts.Answer(2, 0, List.of(), false);
    private List<String> exported = List.of();
    private ApplyClients.Answer appliedClients = new ApplyClients.Answer(List.of(), List.of());
    private List<ListClients.Listed> clients = List.of();
    private Optional<String> definition = Optional.empty();
    private RemoveClient.Outcome removed = RemoveClient.Outcome.NO_CLIENT;
    private MakeClientSecret.Answer madeSecret = MakeClientSecret.Answer.of(MakeClientSecret.Outcome.NO_CLIENT);
    private ChangeGroup.Outcome groupOutcome = ChangeGroup.Outcome.DONE;
    private RequireFactor.Outcome requireOutcome = RequireFactor.Outcome.DONE;
    private List<ListGroups.Listed> groups = List.of();

    private AddWebhook.Answer addedWebhook = AddWebhook.Answer.of(AddWebhook.Outcome.TOO_MANY);
    private List<ListWebhooks.Listed> webhooks = List.of();
    private RemoveWebhook.Outcome removedWebhook = RemoveWebhook.Outcome.NO_WEBHOOK;
    private MakeWebhookKey.Answer webhookKey =
        new MakeWebhookKey.Answer(MakeWebhookKey.Outcome.NO_WEBHOOK, Secret.empty());
    private TestWebhook.Answer testedWebhook = new TestWebhook.Answer(TestWebhook.Outcome.NO_WEBHOOK, 0, "");

    @Override
    public void serve(Optional<Path> config, Set<Role> verticles) {
      refusal.ifPresent(refused -> {
        throw refused;
      });
      calls.add("serve " + config + (verticles.size() == Role.values().length ? "" : " " + new TreeSet<>(verticles)));
    }

    @Override
    public ClusterFiles initCluster(Path directory) {
      calls.add("cluster init " + directory);
      return clusterFiles;
    }

    @Override
    public void migrate(Optional<Path> config) {
      calls.add("migrate " + config);
    }

    @Override
    public String backUp(Optional<Path> config, Path file, Consumer<String> said) {
      calls.add("backup " + config + " " + file);
      said.accept("1 tables, 2 rows, 0.1 MiB so far");
      return "45 tables, 3 rows, 0.2 MiB";
    }

    @Override
    public String restore(Optional<Path> config, Path file, Consumer<String> said) {
      calls.add("restore " + config + " " + file);
      return "45 tables, 3 rows, 0.2 MiB, of 2026-11-30T03:00:00Z";
    }

    @Override
    public void afterRestore(Optional<Path> config) {
      calls.add("after-restore " + config);
    }

    @Override
    public Map<String, Reseal.Answer> rotateKeys(Optional<Path> config) {
      calls.add("rotate " + config);
      return Map.of("totp", resealed);
    }

    @Override
    public <T> T asOperator(Optional<Path> config, Operator.Work<T> work) throws InterruptedException {
      return work.with(new Operator() {
        @Override
        @SuppressWarnings("unchecked")
        public <Q, A> A ask(BusOperation<Q, A> operation, Q question) {
          return (A) (operation.address().startsWith("oidc.clients.") ? answerOfRegistry(question)
              : operation.address().startsWith("account.webhooks.") ? answerOfWebhooks(question) : answer(question));
        }
      });
    }

    private Object answerOfRegistry(Object question) {
      if (question instanceof ApplyClients apply) {
        calls.add("apply " + apply.file() + " " + apply.prune());
        return appliedClients;
      }
      if (question instanceof ListClients list) {
        return new ListClients.Answer(list.equals(ListClients.START) ? clients : List.of());
      }
      if (question instanceof FindClient) {
        return new FindClient.Answer(definition);
      }
      if (question instanceof RemoveClient) {
        return new RemoveClient.Answer(removed);
      }
      MakeClientSecret make = (MakeClientSecret) question;
      if (madeSecret.outcome() == MakeClientSecret.Outcome.MADE) {
        calls.add("secret " + make.clientId() + " " + make.overlap());
      }
      return madeSecret;
    }

    private Object answerOfWebhooks(Object question) {
      if (question instanceof AddWebhook add) {
        calls.add("add " + add.webhookId() + " " + add.url());
        return addedWebhook;
      }
      if (question instanceof ListWebhooks list) {
        return new ListWebhooks.Answer(list.equals(ListWebhooks.START) ? webhooks : List.of());
      }
      if (question instanceof RemoveWebhook) {
        return new RemoveWebhook.Answer(removedWebhook);
      }
      if (question instanceof MakeWebhookKey make) {
        calls.add("key " + make.webhookId() + " " + make.overlap());
        return webhookKey;
      }
      assertThat(question).isInstanceOf(TestWebhook.class);
      return testedWebhook;
    }

    private Object answer(Object question) {
      if (question instanceof CreateAccount create) {
        account = create.account();
        return new NewAccount.Answer(problems);
      }
      if (question instanceof ListAccounts list) {
        return new ListAccounts.Answer(list.equals(ListAccounts.START) ? listed : List.of());
      }
      if (question instanceof SearchAccounts search) {
        return pages.get(search.after());
      }
      if (question instanceof ImportAccounts lines) {
        calls.add("import " + lines.lines().stream()
            .map(line -> line.number() + " " + line.line().revealText()).toList());
        return importAnswer;
      }
      if (question instanceof ExportAccounts export) {
        calls.add("export " + export.withSecrets());
        return new ExportAccounts.Answer(exported.stream().map(Secret::of).toList(), Optional.empty());
      }
      if (question instanceof CountAccounts count) {
        calls.add("count " + count.filter());
        return new CountAccounts.Answer(42, Optional.empty());
      }
      if (question instanceof ChangeGroup change) {
        calls.add((change.member() ? "add " : "remove ") + change.email() + " " + change.group());
        return new ChangeGroup.Answer(groupOutcome);
      }
      if (question instanceof RequireFactor require) {
        calls.add("require " + require.group() + " " + require.required() + " " + require.day());
        return new RequireFactor.Answer(requireOutcome);
      }
      if (question instanceof ListGroups list) {
        return new ListGroups.Answer(list.equals(ListGroups.START) ? groups : List.of());
      }
      if (question instanceof LockAccount lock) {
        calls.add((lock.locked() ? "lock " : "unlock ") + lock.email());
        return new LockAccount.Answer(lockOutcome);
      }
      if (question instanceof DeleteAccount delete) {
        calls.add("delete " + delete.email());
        return new DeleteAccount.Answer(deleteOutcome);
      }
      if (question instanceof ResetTwoFactor) {
        return new ResetTwoFactor.Answer(outcome);
      }
      if (question instanceof EndAllSessions end) {
        calls.add("end " + end.email());
        return new EndAllSessions.Answer(ended);
      }
      if (question instanceof SetEmail set) {
        calls.add("set " + set.email() + " " + set.newEmail());
        return setEmail;
      }
      if (question instanceof MailResetLink mail) {
        calls.add("mail " + mail.email());
        return new MailResetLink.Answer(mailedLink);
      }
      if (question instanceof InviteAccount invite) {
        calls.add("invite " + invite.email() + " " + invite.name());
        return invited;
      }
      if (question instanceof MakeResetLink make) {
        assertThat(make.token()).isEqualTo(TOKEN);
        return madeLink;
      }
      assertThat(question).isInstanceOf(ShowAccount.class);
      return new ShowAccount.Answer(status);
    }

    @Override
    public SecureRandom random() {
      return new SecureRandom();
    }

    @Override
    public Secret token() {
      return TOKEN;
    }
  }
}
