package dev.ally.cli;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Role;
import dev.ally.contract.Reseal;
import dev.ally.crypto.Secret;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the commands can do. Each call blocks until it is done, and throws {@link Refused} when it cannot be done.
 *
 * <p>{@code config} is the file that the option {@code --config} names.
 */
public interface Program {
  /**
   * Serves until the process is told to stop.
   *
   * @param verticles the verticles that run in this process
   */
  void serve(Optional<Path> config, Set<Role> verticles) throws InterruptedException;

  /**
   * Makes the certificate authority of a cluster, and the certificates and keys of each role, in a directory. In that
   * of an existing cluster it makes what is missing.
   */
  ClusterFiles initCluster(Path directory) throws InterruptedException;

  /** Migrates the database and makes the login roles. */
  void migrate(Optional<Path> config) throws InterruptedException;

  /**
   * Writes all rows of the database to a file.
   *
   * @param said is told once a second how far it is
   * @return what is in the file
   */
  String backUp(Optional<Path> config, Path file, Consumer<String> said) throws InterruptedException;

  /**
   * Makes the database from a backup, and undoes what must not come back.
   *
   * @param said is told once a second how far it is
   * @return what was restored
   */
  String restore(Optional<Path> config, Path file, Consumer<String> said) throws InterruptedException;

  /** Undoes what must not come back by a restore that another program has done. */
  void afterRestore(Optional<Path> config) throws InterruptedException;

  /**
   * Seals older rows under the current keys.
   *
   * @return the result for each schema, by its name
   */
  Map<String, Reseal.Answer> rotateKeys(Optional<Path> config) throws InterruptedException;

  /** Does an operator's work, for which the verticles are started once. */
  <T> T asOperator(Optional<Path> config, Operator.Work<T> work) throws InterruptedException;

  /** Asks one question as an operator. */
  default <Q, A> A ask(Optional<Path> config, BusOperation<Q, A> operation, Q question) throws InterruptedException {
    return asOperator(config, operator -> operator.ask(operation, question));
  }

  SecureRandom random();

  /** A new random token. */
  Secret token();
}
