/** How a page is made: its words from the catalogue, its template, and the frame around it that all pages share. */
package dev.ally.web.page;
