package dev.ally.web.exchange;

import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Secret;
import io.vertx.core.MultiMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A request of a browser.
 *
 * @param path as in the request line, without the query
 * @param headers all of them, as they came
 * @param foreign whether the browser names another site as where a form comes from
 * @param form the posted fields; none for a GET
 * @param cookies the well-formed ones
 * @param cameFrom the page of this site on which the request was made; empty: the browser does not say
 * @param visitorToken the value of the visitor cookie; a new one where the request has none
 * @param requestInfo the client's address and browser; the browser's token is a new one where the request has none
 * @param gone whether nobody waits for the reply any more
 */
public record Request(
    String path, MultiMap headers, boolean foreign, FormFields query, FormFields form, Map<Cookie, String> cookies,
    Optional<LocalPath> cameFrom,
    Secret visitorToken, RequestInfo requestInfo, BooleanSupplier gone) {

  /** Of which the logs tell; empty: there is none. */
  public String id() {
    return requestInfo.request();
  }

  /** The tag of the language that this browser reads, unless the account has another. */
  public String language() {
    return requestInfo.language();
  }

  /** The same request of a browser that reads another language. */
  public Request in(String language) {
    return new Request(path, headers, foreign, query, form, cookies, cameFrom, visitorToken,
        requestInfo.in(language), gone);
  }

  /** The fields of the form; where none was posted, those of the query. */
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

  /** Without the cookies. */
  @Override
  public String toString() {
    return "Request[" + form + "]";
  }
}
