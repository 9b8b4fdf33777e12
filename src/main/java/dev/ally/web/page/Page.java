package dev.ally.web.page;

import dev.ally.contract.account.Person;
import dev.ally.contract.account.ShowSecurity.Security;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A page to show; {@link Pages} puts the frame around it.
 *
 * @param template the name of the template; the ids of its texts begin with it
 * @param person who is signed in, if anyone is
 * @param formKey the cookie value that the page's forms act for; empty when it has no form
 * @param problems what was wrong with the form, in the order of its fields
 * @param values the values that the template names
 */
public record Page(
    String template,
    int status,
    Optional<Person> person,
    Secret formKey,
    List<Problem> problems,
    Optional<Notice> notice,
    Map<String, Object> values) {
  private static final int USUAL_CODE_DIGITS = 6;
  private static final String CODE_OF_ANY_LENGTH = "codeOfAnyLength";

  public static Page of(String template) {
    return new Page(template, 200, Optional.empty(), Secret.empty(), List.of(), Optional.empty(), Map.of());
  }

  public Page of(Person signedIn) {
    return new Page(template, status, Optional.of(signedIn), formKey, problems, notice, values);
  }

  /** A page of the person whose session the request has; its forms act for that session. */
  public Page of(Person signedIn, Request request) {
    return of(signedIn).formKey(request.secret(Cookie.SESSION));
  }

  /** The same, where the person is asked for the password and, with two-factor on, for a code. */
  public Page of(Security security, Request request) {
    return of(security.person(), request)
        .with("twoFactor", security.twoFactor())
        .codeDigits(security.codeDigits());
  }

  public Page formKey(Secret key) {
    return new Page(template, status, person, key, problems, notice, values);
  }

  public Page status(int shown) {
    return new Page(template, shown, person, formKey, problems, notice, values);
  }

  /** The same page after a refused POST. */
  public Page refused(int refusedStatus, List<Problem> found) {
    return new Page(template, refusedStatus, person, formKey, found, notice, values);
  }

  public Page notice(Optional<Notice> said) {
    return new Page(template, status, person, formKey, problems, said, values);
  }

  /**
   * The page asks for a code, in words that fit its length.
   *
   * @param digits how many it has; empty: as many as the app shows
   */
  public Page codeDigits(Optional<Integer> digits) {
    return with(CODE_OF_ANY_LENGTH, !digits.equals(Optional.of(USUAL_CODE_DIGITS)));
  }

  /** Whether the page says that a code has so many digits. */
  boolean asksForCodeOf(int digits) {
    return digits == USUAL_CODE_DIGITS && !asksForCodeOfAnyLength();
  }

  /** Whether the page asks for a code as the app shows it, and not for six digits. */
  boolean asksForCodeOfAnyLength() {
    return Boolean.TRUE.equals(values.get(CODE_OF_ANY_LENGTH));
  }

  /** The same page; with the value, if there is one. */
  public Page with(String name, Optional<?> value) {
    return value.map(present -> with(name, present)).orElse(this);
  }

  public Page with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new Page(template, status, person, formKey, problems, notice, more);
  }
}
