package dev.ally.web.page;

import dev.ally.contract.account.Person;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a view wants shown; {@link Pages} puts the frame around it.
 *
 * @param template its name, and the beginning of its texts' ids
 * @param person who is signed in; empty on the pages before that
 * @param formKey the cookie value that its forms act for; empty when it has none
 * @param problems what was wrong with the form, in the order of its fields
 * @param values what the template names
 */
public record Page(
    String template,
    int status,
    Optional<Person> person,
    Secret formKey,
    List<Problem> problems,
    Optional<Notice> notice,
    Map<String, Object> values) {

  public static Page of(String template) {
    return new Page(template, 200, Optional.empty(), Secret.empty(), List.of(), Optional.empty(), Map.of());
  }

  public Page of(Person signedIn) {
    return new Page(template, status, Optional.of(signedIn), formKey, problems, notice, values);
  }

  /** A page of that person's session, for which its forms act. */
  public Page of(Person signedIn, Request request) {
    return of(signedIn).formKey(request.secret(Cookie.SESSION));
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

  public Page with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new Page(template, status, person, formKey, problems, notice, more);
  }
}
