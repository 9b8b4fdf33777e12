package dev.ally.bus;

import java.time.Duration;

/**
 * From whom to whom a question goes, and how long its asker waits.
 *
 * <p>Between processes a try that is not answered is given up and made again at another node, so that one node that
 * hangs is not noticed by people; an asker waits longer for one try than {@code account} needs for all of its own.
 */
public enum Hop {
  /** What {@code web} asks of {@code account}. */
  WEB_TO_ACCOUNT(Role.WEB, Role.ACCOUNT, Duration.ofSeconds(2), Duration.ofMillis(1_100)),
  /** What {@code account} asks of {@code totp} while {@code web} is waiting for it. */
  ACCOUNT_TO_TOTP(Role.ACCOUNT, Role.TOTP, Duration.ofSeconds(1), Duration.ofMillis(450)),
  /**
   * What an operator's command asks of {@code account}, within one process. It needs no password of anybody, so it is
   * not served to other processes: {@code web} could ask it too.
   */
  OPERATOR(Role.ACCOUNT, Role.ACCOUNT, Duration.ofSeconds(2), Duration.ofSeconds(2)),
  /** Likewise, of either verticle, where it takes longer. */
  UPKEEP(Role.ACCOUNT, Role.ACCOUNT, Duration.ofSeconds(10), Duration.ofSeconds(10));

  private final Role asker;
  private final Role server;
  private final Duration timeout;
  private final Duration tryTimeout;

  Hop(Role asker, Role server, Duration timeout, Duration tryTimeout) {
    this.asker = asker;
    this.server = server;
    this.timeout = timeout;
    this.tryTimeout = tryTimeout;
  }

  public Role asker() {
    return asker;
  }

  public Role server() {
    return server;
  }

  /** How long the asker waits in all. */
  public Duration timeout() {
    return timeout;
  }

  /** How long it waits for one node before it asks another. */
  public Duration tryTimeout() {
    return tryTimeout;
  }

  /** Whether it leaves the process that it is asked in. */
  public boolean leavesTheProcess() {
    return this == WEB_TO_ACCOUNT || this == ACCOUNT_TO_TOTP;
  }
}
