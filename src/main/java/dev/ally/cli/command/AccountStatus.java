package dev.ally.cli.command;

import dev.ally.contract.account.ShowAccount.Status;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Describes the state of an account. */
final class AccountStatus {
  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT);

  private AccountStatus() {}

  static List<String> lines(Status status) {
    return List.of(
        status.person().name() + " <" + status.person().email() + ">",
        "Account since: " + minute(status.since()),
        "Two-factor:    " + twoFactor(status),
        "Sessions:      " + status.sessions(),
        "Last login:    " + status.lastLogin().map(AccountStatus::minute).orElse("none on record"),
        "Locked:        " + since(status.lockedSince()).orElse("no"),
        "Groups:        " + (status.groups().isEmpty()
            ? "none" : status.groups().stream().sorted().collect(Collectors.joining(", "))));
  }

  /** Describes what a deletion would remove. */
  static List<String> wouldGo(Status status) {
    return List.of(
        "This would delete the account of " + status.person().email() + " (" + status.person().name() + "), made "
            + minute(status.since()) + ":",
        "its password, its second factor (" + twoFactor(status) + "), its sessions (" + status.sessions()
            + ") and its activity.",
        "Nothing was deleted. Add --yes to delete it.");
  }

  private static String twoFactor(Status status) {
    return status.twoFactor() ? since(status.twoFactorSince()).orElse("on") : "off";
  }

  private static Optional<String> since(Optional<Instant> instant) {
    return instant.map(then -> "since " + minute(then));
  }

  private static String minute(Instant instant) {
    return MINUTE.format(instant.atZone(ZoneOffset.UTC));
  }
}
