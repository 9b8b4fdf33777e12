/** Security events: written beside what happens, and told once in the audit log. */
package dev.ally.account.event;
