/** The public files under {@code /static}, and what an operator puts in the place of Ally's own. */
package dev.ally.web.site;
