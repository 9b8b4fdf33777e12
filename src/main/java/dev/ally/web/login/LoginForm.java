package dev.ally.web.login;

import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Request;

/**
 * The first step of a login, as it was typed.
 *
 * @param next where it leads
 */
record LoginForm(String email, Secret password, LocalPath next) {
  static LoginForm empty(LocalPath next) {
    return new LoginForm("", Secret.empty(), next);
  }

  static LoginForm of(Request request) {
    return new LoginForm(
        request.form().text(Field.EMAIL), request.form().secret(Field.PASSWORD), LocalPath.wantedBy(request));
  }
}
