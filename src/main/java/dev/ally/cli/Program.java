package dev.ally.cli;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Role;
import dev.ally.contract.Reseal;
import dev.ally.crypto.Secret;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  /**
   * Seals older rows under the current keys.
   *
   * @return what became of each schema's rows, by its name
   */
  Map<String, Reseal.Answer> rotateKeys(Optional<Path> config) throws InterruptedException;

  /** Does an operator's work, for which the verticles are started once. */
  <T> T asOperator(Optional<Path> config, Operator.Work<T> work) throws InterruptedException;

  /** Asks one question as an operator. */
  default <Q, A> A ask(Optional<Path> config, BusOperation<Q, A> operation, Q question) throws InterruptedException {
    return asOperator(config, operator -> operator.ask(operation, question));
  }

  /** A new random token. */
  Secret token();
}
