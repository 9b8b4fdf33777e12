package dev.ally.oidc.authorize;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a request asks to be shown, or that nothing is (OpenID Connect Core §3.1.2.1). */
enum Prompt {
  NONE,
  LOGIN,
  CONSENT,
  SELECT_ACCOUNT;

  /** The values of a list; empty: one is unknown, or {@code none} is not alone. */
  static Optional<Set<Prompt>> read(String list) {
    Set<Prompt> prompts = EnumSet.noneOf(Prompt.class);
    for (String word : list.split(" ")) {
      Optional<Prompt> prompt = of(word);
      if (prompt.isEmpty() && !word.isEmpty()) {
        return Optional.empty();
      }
      prompt.ifPresent(prompts::add);
    }
    return prompts.contains(NONE) && prompts.size() > 1 ? Optional.empty() : Optional.of(prompts);
  }

  private static Optional<Prompt> of(String word) {
    for (Prompt prompt : values()) {
      if (prompt.name().toLowerCase(Locale.ROOT).equals(word)) {
        return Optional.of(prompt);
      }
    }
    return Optional.empty();
  }
}
