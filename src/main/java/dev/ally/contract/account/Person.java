package dev.ally.contract.account;

import java.util.Optional;
import java.util.UUID;

/**
 * Whose session it is.
 *
 * @param picture the id of the person's picture; empty when there is none, or an older node answers
 * @param language the tag of the language that the account has; empty: none was chosen, or an older node answers
 * @param operator whether it is an operator of the help desk, with a second factor; false where an older node answers
 */
public record Person(
    UUID accountId, String email, String name, Optional<UUID> picture, String language, boolean operator) {
  public Person(UUID accountId, String email, String name) {
    this(accountId, email, name, Optional.empty(), "");
  }

  /** Of no operator. */
  public Person(UUID accountId, String email, String name, Optional<UUID> picture, String language) {
    this(accountId, email, name, picture, language, false);
  }

  /** Nor as an operator. */
  public Person withoutPicture() {
    return new Person(accountId, email, name, Optional.empty(), language);
  }
}
