/** The page of the recovery codes: shown once, saved, replaced. */
package dev.ally.web.recovery;
