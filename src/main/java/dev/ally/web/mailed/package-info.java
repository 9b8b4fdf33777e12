/** Requests for mailed links, and the pages that mailed links open. */
package dev.ally.web.mailed;
