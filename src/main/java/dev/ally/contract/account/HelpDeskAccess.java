package dev.ally.contract.account;

/** Whether the help desk is open to the person of a session. */
public enum HelpDeskAccess {
  /** Not an operator of the help desk with a second factor; or there is no such session. */
  CLOSED,
  /** An operator, whose last code in this session is too old. */
  CODE_NEEDED,
  OPEN
}
