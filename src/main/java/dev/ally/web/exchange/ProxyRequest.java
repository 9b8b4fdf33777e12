package dev.ally.web.exchange;

import dev.ally.contract.account.RequestInfo;
import io.vertx.core.MultiMap;

/**
 * A request that a proxy makes, or hands on, for a browser that is at another host. Nothing in it is believed unless
 * the proxy is trusted.
 *
 * @param method of this request; that of the browser's is in a header
 * @param target as in the request line
 * @param headers all of them, as they came
 * @param trusted whether {@code ALLY_TRUSTED_PROXIES} lists the other end of the connection
 * @param requestInfo the browser's address, user agent and language
 */
public record ProxyRequest(
    String method, String target, MultiMap headers, boolean trusted, RequestInfo requestInfo) {
  /** Without the headers, some of which are secret. */
  @Override
  public String toString() {
    return "ProxyRequest[" + method + "]";
  }
}
