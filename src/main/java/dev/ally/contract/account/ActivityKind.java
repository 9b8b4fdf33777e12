package dev.ally.contract.account;

/** What can happen to an account. One more needs its sentence in the catalogue of texts, and nothing else. */
public enum ActivityKind {
  SIGN_UP,
  /** With the password alone. */
  LOGIN_PASSWORD,
  /** With the password and a code. */
  LOGIN_CODE,
  /** The password was right and the code after it was not. */
  LOGIN_CODE_WRONG,
  /** Several times; the person was told. */
  CODE_WRONG,
  LOGGED_OUT,
  /** From the list of sessions. */
  SESSION_ENDED,
  OTHER_SESSIONS_ENDED,
  NAME_CHANGED,
  EMAIL_CHANGE_ASKED,
  EMAIL_CHANGE_CANCELLED,
  EMAIL_CHANGED,
  BROWSER_ADMITTED,
  PASSWORD_CHANGED,
  /** Without the old one, by a link in a mail. */
  PASSWORD_RESET,
  /** A link to a new password, made by the operator. */
  RESET_LINK_MADE,
  /** Without the old one, by such a link. */
  PASSWORD_RESET_BY_OPERATOR,
  /** All that is kept about the person, as a file. */
  DATA_DOWNLOADED,
  TWO_FACTOR_ACTIVATE,
  TWO_FACTOR_DEACTIVATE,
  /** By the operator, without a code. */
  TWO_FACTOR_RESET,
  /** By the link in the mail that told of turning it on. */
  TWO_FACTOR_UNDO,
  /** Asked for by that link, to happen later. */
  UNDO_ASKED,
  UNDO_STOPPED,
  AUTHENTICATOR_ADDED,
  AUTHENTICATOR_REMOVED,
  AUTHENTICATOR_REPLACED,
  RECOVERY_CODE_USED,
  RECOVERY_CODES_REPLACED,
  /** By the operator. */
  ACCOUNT_LOCKED,
  ACCOUNT_UNLOCKED,
  /** From a file of the operator. */
  ACCOUNT_IMPORTED,
  /** All of them, by the operator. */
  SESSIONS_ENDED_BY_OPERATOR,
  /** Without a link to confirm it. */
  EMAIL_SET_BY_OPERATOR,
  /** A link to a new password, mailed to the person by the operator. */
  RESET_LINK_MAILED,
  /** To an application; at most once an hour. */
  APPLICATION_LOGIN,
  /** What an application had, by the person. */
  APPLICATION_TAKEN_BACK,
  /** A token of an application that was used before came again; the person was told. */
  TOKEN_REUSED,
  /** By the operator. */
  GROUP_ADDED,
  GROUP_REMOVED,
  /** Something that a newer version knows. */
  OTHER
}
