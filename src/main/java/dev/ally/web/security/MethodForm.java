package dev.ally.web.security;

import dev.ally.contract.account.ChangeMethod.Method;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.FormFields;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The choice of a two-factor method, as it was made.
 *
 * @param method empty when none of the two was named
 */
record MethodForm(Optional<Method> method, Secret password) {
  static MethodForm of(FormFields form) {
    return new MethodForm(
        Arrays.stream(Method.values()).filter(method -> value(method).equals(form.text(Field.METHOD))).findFirst(),
        form.secret(Field.PASSWORD));
  }

  /** How the form names it. */
  static String value(Method method) {
    return method.name().toLowerCase(Locale.ROOT);
  }
}
