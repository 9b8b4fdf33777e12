package dev.ally.contract.account;

/** Why the password, or the code after it, was not taken, where all the factors are asked for anew. */
public enum FactorRefusal
    implements ChangePassword.Result, AskEmailChange.Result, ExportData.Result, DeleteOwnAccount.Result {
  WRONG_PASSWORD,
  WRONG_CODE,
  SPENT_CODE,
  MALFORMED_CODE,
  WAIT_FOR_PASSWORD,
  WAIT_FOR_CODE
}
