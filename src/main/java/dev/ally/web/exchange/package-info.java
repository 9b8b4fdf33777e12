/** A request of a browser, read strictly, and the reply to it. */
package dev.ally.web.exchange;
