package dev.ally.totp;

import dev.ally.contract.totp.CodeVerdict.Verdict;
import java.util.Arrays;

/** The outcome of an operation, by the name that the database stores. */
enum OperationOutcome {
  ACCEPTED,
  CONFIRMED,
  REMOVED,
  RENEWED,
  WRONG,
  SPENT,
  GIVEN_UP,
  /** An outcome that only a newer version knows; never stored. */
  OTHER;

  static OperationOutcome of(String name) {
    return Arrays.stream(values()).filter(outcome -> outcome.name().equals(name)).findFirst().orElse(OTHER);
  }

  /** Whether the operation was done. */
  boolean isDone() {
    return this == ACCEPTED || this == CONFIRMED || this == REMOVED || this == RENEWED;
  }

  /** The verdict on the code that the operation was asked with. */
  Verdict verdict() {
    return switch (this) {
      case ACCEPTED, REMOVED, RENEWED -> Verdict.ACCEPTED;
      case SPENT -> Verdict.SPENT;
      case GIVEN_UP -> Verdict.GIVEN_UP;
      case CONFIRMED, WRONG, OTHER -> Verdict.WRONG;
    };
  }
}
