package dev.ally.contract.account;

/**
 * Why a code, or a recovery code, was not taken: the same in the answer to every operation that asks for one. What else
 * can come of an operation stands in its own enum.
 */
public enum CodeRefusal
    implements LogInWithCode.Result, Deactivate.Result, StopUndo.Result, FactorChange.Result, OpenHelpDesk.Result,
    ActOnAccount.Result {
  WRONG,
  /** It was right once, but it or a later one was accepted already. */
  SPENT,
  /** It is no code at all; nothing was counted. */
  MALFORMED,
  /** Too many wrong ones; this one was not looked at. */
  WAIT
}
