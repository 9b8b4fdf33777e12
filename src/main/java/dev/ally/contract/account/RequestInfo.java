package dev.ally.contract.account;

import dev.ally.bus.Json;
import dev.ally.bus.TextLimit;
import dev.ally.crypto.Secret;

/**
 * Who is at the other end, as {@code web} sees it.
 *
 * @param address of the client, as text
 * @param userAgent what its browser calls itself; cut to {@link TextLimit#USER_AGENT}
 * @param browser the browser's own cookie, made by {@code web} where there was none
 * @param newBrowser the cookie that this browser has from its next login on, made by {@code web}: one that an attacker
 *     planted there never becomes a known one; empty where an older node asks, and the cookie stays
 * @param cookieless whether the browser brought no cookie of its own, so that no account knows it; false where an older
 *     node asks
 * @param language the tag of the language in which it is answered; empty where an older node asks
 * @param request the id of the request, by which its security events are found; empty where an older node asks
 */
@Json("visitor")
public record RequestInfo(
    String address, String userAgent, Secret browser, Secret newBrowser, boolean cookieless, String language,
    String request) {
  /** Of nobody who is known: an older node asks, or no client does. */
  public static final RequestInfo UNKNOWN = new RequestInfo("", "", Secret.empty());

  /** Whose cookie stays. */
  public RequestInfo(String address, String userAgent, Secret browser) {
    this(address, userAgent, browser, Secret.empty(), "");
  }

  /** Of a request that has no id. */
  public RequestInfo(
      String address, String userAgent, Secret browser, Secret newBrowser, boolean cookieless, String language) {
    this(address, userAgent, browser, newBrowser, cookieless, language, "");
  }

  /** At a browser that an account may know. */
  public RequestInfo(String address, String userAgent, Secret browser, Secret newBrowser, String language) {
    this(address, userAgent, browser, newBrowser, false, language, "");
  }

  /** Where it comes from, as one parameter of a statement: the address, and the id of the request. */
  public String[] source() {
    return new String[] {address, request};
  }

  /** The same, answered in another language. */
  public RequestInfo in(String otherLanguage) {
    return new RequestInfo(address, userAgent, browser, newBrowser, cookieless, otherLanguage, request);
  }

  /** By which the account knows this browser from its next login on. */
  public Secret browserFromNowOn() {
    return newBrowser.isEmpty() ? browser : newBrowser;
  }
}
