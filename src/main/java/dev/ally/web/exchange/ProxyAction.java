package dev.ally.web.exchange;

import io.vertx.core.Future;

/** Answers a proxy, whatever the method. */
@FunctionalInterface
public interface ProxyAction {
  Future<Reply> answer(ProxyRequest request);
}
