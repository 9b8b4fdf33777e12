package dev.ally.account.rules;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import me.gosimple.nbvcxz.resources.DictionaryUtil;

/** The passwords most frequent in breaches, which attackers try first (NIST SP 800-63B §3.1.1.2). */
public record CommonPasswords(Set<String> lowerCase) {
  /** Reads the list; takes some tens of milliseconds. */
  public static CommonPasswords load(int howMany) {
    return new CommonPasswords(DictionaryUtil.loadRankedDictionary(DictionaryUtil.passwords).entrySet().stream()
        .filter(ranked -> ranked.getValue() <= howMany)
        .map(ranked -> ranked.getKey().toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet()));
  }

  boolean contains(String password) {
    return lowerCase.contains(password.toLowerCase(Locale.ROOT));
  }
}
