/** What is asked for by mail, and what the links in mails open. */
package dev.ally.web.mailed;
