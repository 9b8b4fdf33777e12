package dev.ally.web.signup;

import dev.ally.contract.account.NewAccount;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.FormFields;

/** A new account, as it was typed. */
record SignUpForm(String email, String name, Secret password) {
  static SignUpForm empty() {
    return new SignUpForm("", "", Secret.empty());
  }

  static SignUpForm of(FormFields form) {
    return new SignUpForm(form.text(Field.EMAIL), form.text(Field.NAME), form.secret(Field.PASSWORD));
  }

  NewAccount account() {
    return new NewAccount(email, name, password);
  }
}
