package dev.ally.web.exchange;

import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Secret;
import java.util.Map;
import java.util.Optional;

/**
 * What a browser asked.
 *
 * @param path as it stood in the request line, without the query
 * @param form none unless it was posted
 * @param cookies the well-formed ones that came with it
 * @param visitorToken the visitor cookie's value, made for this request where none came with it
 * @param requestInfo who is at the other end; the browser's token is made for this request where none came with it
 */
public record Request(
    String path, FormFields query, FormFields form, Map<Cookie, String> cookies, Secret visitorToken,
    RequestInfo requestInfo) {

  /** Those of the form; where none was posted, those of the query. */
  public FormFields fields() {
    return form.isEmpty() ? query : form;
  }

  public Optional<Secret> find(Cookie cookie) {
    return Optional.ofNullable(cookies.get(cookie)).map(Secret::of);
  }

  /** The cookie's value; an empty secret when there is none. */
  public Secret secret(Cookie cookie) {
    return find(cookie).orElseGet(Secret::empty);
  }

  /** Never the cookies. */
  @Override
  public String toString() {
    return "Request[" + form + "]";
  }
}
