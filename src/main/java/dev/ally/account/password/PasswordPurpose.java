package dev.ally.account.password;

import dev.ally.config.Limit;

/** What a password is verified for. */
public enum PasswordPurpose {
  /** A change, by somebody who has a session or a mailed link. The budget of the network is not charged. */
  CHANGE(Integer.MAX_VALUE),
  LOGIN(Integer.MAX_VALUE),
  /** A login where a link can be mailed to the owner who is at an unrecognised browser. */
  LOGIN_OR_LINK(Limit.PASSWORDS_BEFORE_LINK.count());

  private final int unrecognisedLimit;

  PasswordPurpose(int unrecognisedLimit) {
    this.unrecognisedLimit = unrecognisedLimit;
  }

  /** Consecutive wrong passwords after which those of unrecognised browsers are not looked at. */
  int unrecognisedLimit() {
    return unrecognisedLimit;
  }
}
