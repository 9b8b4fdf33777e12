package dev.ally.web.page;

import java.util.UUID;

/** The colour behind a person's initials, which comes from the account's id; the style sheet has a class for each. */
final class Tone {
  static final int COUNT = 12;

  private Tone() {}

  /** {@code tone-0} to {@code tone-11}, always the same for an account. */
  static String of(UUID accountId) {
    return "tone-" + Math.floorMod(accountId.hashCode(), COUNT);
  }
}
