package dev.ally.web.page;

/**
 * What is wrong with a form, in the catalogue's words.
 *
 * @param field the id of the field that shows it
 */
public record Problem(String field, String text) {}
