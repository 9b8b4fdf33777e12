package dev.ally.account.event;

/**
 * Events that are no activity of an account. All others have the name of an {@link
 * dev.ally.contract.account.ActivityKind} or of an act of {@link dev.ally.contract.account.NoteOperatorAct}.
 */
public enum EventKind {
  /** At a login, also one with an address of nobody. */
  LOGIN_PASSWORD_WRONG,
  /** Within a session, or with a mailed link. */
  REAUTHENTICATION_PASSWORD_WRONG,
  REAUTHENTICATION_CODE_WRONG,
  /** Passwords and codes that were not looked at because of a wait: one event a minute, with their number. */
  ATTEMPTS_REFUSED,
  /** By the operator; a sign-up is {@code SIGN_UP}. */
  ACCOUNT_CREATED,
  ACCOUNT_DELETED,
  /** By the command {@code group require}; of no account. */
  GROUP_FACTOR_REQUIRED,
  GROUP_FACTOR_OPTIONAL,
  /** By the commands {@code restore} and {@code after-restore}, in SQL of their own; of no account. */
  RESTORED,
  /** By the operator, as the next two; of no account. */
  WEBHOOK_ADDED,
  WEBHOOK_KEY_REPLACED,
  WEBHOOK_REMOVED,
  /** Its receiver answered 410. */
  WEBHOOK_OFF
}
