/** The public files under {@code /static}, and the operator's files that replace Ally's own. */
package dev.ally.web.site;
