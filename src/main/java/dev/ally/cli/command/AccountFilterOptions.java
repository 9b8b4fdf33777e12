package dev.ally.cli.command;

import dev.ally.contract.account.AccountFilter;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which accounts are meant. */
final class AccountFilterOptions {
  /** The names of the constants are the values of the option. */
  enum Factor {
    on(AccountFilter.Factor.ON),
    off(AccountFilter.Factor.OFF);

    private final AccountFilter.Factor meant;

    Factor(AccountFilter.Factor meant) {
      this.meant = meant;
    }
  }

  @Option(
      names = "--search",
      paramLabel = "TEXT",
      description = "only accounts with this text in the email address or the name, or with this id")
  private String search;

  @Option(
      names = "--second-factor",
      paramLabel = "on|off",
      description = "on: only accounts that need a code to log in; off: only those that do not")
  private Factor secondFactor;

  @Option(names = "--locked", description = "only accounts that are locked")
  private boolean locked;

  @Option(names = "--group", paramLabel = "G", description = "only accounts in this group")
  private String group;

  AccountFilter filter() {
    return new AccountFilter(
        Optional.ofNullable(search), secondFactor == null ? AccountFilter.Factor.ANY : secondFactor.meant, locked,
        Optional.ofNullable(group));
  }
}
