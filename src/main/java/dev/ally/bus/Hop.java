package dev.ally.bus;

import java.time.Duration;

/**
 * Which role asks which, and how long the asker waits.
 *
 * <p>Between processes, a try without an answer is given up and repeated at another node, so that people do not notice
 * one node that hangs. An asker waits longer for one try than {@code account} needs for all of its own.
 */
public enum Hop {
  /** Questions of {@code web} to {@code account}. */
  WEB_TO_ACCOUNT(Role.WEB, Role.ACCOUNT, Duration.ofSeconds(2), Duration.ofMillis(1_100)),
  /**
   * Questions of {@code web} to {@code account} that wait for their turn to hash a password. They are asked again
   * meanwhile, as {@link OpenQuestions} says; the times are those without a sign of life.
   */
  WEB_TO_HASH_QUEUE(
      Role.WEB, Role.ACCOUNT, Duration.ofMillis(3_500), Duration.ofMillis(1_700), Duration.ofSeconds(30)),
  /** Questions of {@code account} to {@code totp}, while {@code web} waits for the answer. */
  ACCOUNT_TO_TOTP(Role.ACCOUNT, Role.TOTP, Duration.ofSeconds(1), Duration.ofMillis(450)),
  /** Questions of {@code web} to {@code oidc}. */
  WEB_TO_OIDC(Role.WEB, Role.OIDC, Duration.ofMillis(3_500), Duration.ofMillis(1_700)),
  /** Questions of {@code oidc} to {@code account}, while {@code web} waits for the answer. */
  OIDC_TO_ACCOUNT(Role.OIDC, Role.ACCOUNT, Duration.ofMillis(1_500), Duration.ofMillis(700)),
  /**
   * Questions of an operator's command to {@code account}, within one process. They need no password, so they are not
   * served to other processes: otherwise {@code web} could ask them too.
   */
  OPERATOR(Role.ACCOUNT, Role.ACCOUNT, Duration.ofSeconds(2), Duration.ofSeconds(2)),
  /** The same, to any verticle, for work that takes longer. */
  UPKEEP(Role.ACCOUNT, Role.ACCOUNT, Duration.ofSeconds(10), Duration.ofSeconds(10)),
  /** The same, for work that waits for a server of somebody else. */
  OUTGOING(Role.ACCOUNT, Role.ACCOUNT, Duration.ofSeconds(20), Duration.ofSeconds(20));

  private final Role asker;
  private final Role server;
  private final Duration timeout;
  private final Duration tryTimeout;
  private final Duration patience;

  Hop(Role asker, Role server, Duration timeout, Duration tryTimeout) {
    this(asker, server, timeout, tryTimeout, timeout);
  }

  Hop(Role asker, Role server, Duration timeout, Duration tryTimeout, Duration patience) {
    this.asker = asker;
    this.server = server;
    this.timeout = timeout;
    this.tryTimeout = tryTimeout;
    this.patience = patience;
  }

  public Role asker() {
    return asker;
  }

  public Role server() {
    return server;
  }

  /** How long the asker waits without a sign of life from any node. */
  public Duration timeout() {
    return timeout;
  }

  /** How long the asker waits for one node before it asks another. */
  public Duration tryTimeout() {
    return tryTimeout;
  }

  /** How long the asker waits in total. */
  public Duration patience() {
    return patience;
  }

  /** Whether the question is asked again while it is in progress. */
  public boolean isAskedAgain() {
    return patience.compareTo(timeout) > 0;
  }

  /** Whether the question may go to another process. */
  public boolean leavesTheProcess() {
    return this != OPERATOR && this != UPKEEP && this != OUTGOING;
  }
}
