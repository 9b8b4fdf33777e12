package dev.ally.cli;

import dev.ally.bus.Role;
import dev.ally.contract.Reseal;
import dev.ally.contract.account.DeleteAccount;
import dev.ally.contract.account.ListAccounts;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.account.MakeResetLink;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.ResetTwoFactor;
import dev.ally.contract.account.ShowAccount;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the commands set in motion. Each call blocks until it is done, and throws {@link Refused} when it cannot be.
 *
 * <p>{@code config} is the file that the option {@code --config} names.
 */
public interface Program {
  /**
   * Serves until the process is told to stop.
   *
   * @param verticles those that run in it
   */
  void serve(Optional<Path> config, Set<Role> verticles) throws InterruptedException;

  /** Makes a cluster's authority, and certificates and keys for each role, in a directory. */
  void initCluster(Path directory) throws InterruptedException;

  /** Brings the named database up to date and makes the login roles. */
  void migrate(Optional<Path> config) throws InterruptedException;

  /** Makes an account. */
  NewAccount.Answer createAccount(Optional<Path> config, NewAccount account) throws InterruptedException;

  /**
   * Seals older rows under the keys that seal now.
   *
   * @return what became of each schema's rows, by its name
   */
  Map<String, Reseal.Answer> rotateKeys(Optional<Path> config) throws InterruptedException;

  /** Turns two-factor off. */
  ResetTwoFactor.Outcome resetTwoFactor(Optional<Path> config, String email) throws InterruptedException;

  /** Makes a link to a new password. */
  MakeResetLink.Answer makeResetLink(Optional<Path> config, String email) throws InterruptedException;

  /** Hands over each account of which another has the same address, in the order of their addresses. */
  void listSameAddress(Optional<Path> config, Consumer<ListAccounts.Listed> each) throws InterruptedException;

  /** How an account stands; empty when there is none. */
  Optional<ShowAccount.Status> showAccount(Optional<Path> config, String email) throws InterruptedException;

  /** Locks an account, or unlocks it. */
  LockAccount.Outcome lockAccount(Optional<Path> config, String email, boolean locked) throws InterruptedException;

  /** Deletes an account and everything of it. */
  DeleteAccount.Outcome deleteAccount(Optional<Path> config, String email) throws InterruptedException;
}
