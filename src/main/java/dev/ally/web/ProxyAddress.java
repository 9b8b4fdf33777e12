package dev.ally.web;

import dev.ally.web.exchange.ProxyAction;

/**
 * A path at which proxies ask, and browsers that are at other hosts. It is compared as it stands in the request line:
 * an address that leads elsewhere once its dot segments are taken out is none of ours.
 *
 * @param path may end in {@code /*}
 */
record ProxyAddress(String path, ProxyAction action) {}
