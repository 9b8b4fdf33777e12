package dev.ally.web.site;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** The files that an operator may put into the folder {@code site}, each with how it is recognised. */
enum SiteFile {
  THEME("theme.css", "text/css; charset=utf-8", "(?s)[^\\x00]*", "a style sheet"),
  LOGO("logo.svg", "image/svg+xml", Patterns.SVG, Patterns.AN_SVG),
  WORDMARK("wordmark.svg", "image/svg+xml", Patterns.SVG, Patterns.AN_SVG),
  WORDMARK_DARK("wordmark-dark.svg", "image/svg+xml", Patterns.SVG, Patterns.AN_SVG),
  ICON("favicon.ico", "image/x-icon", "(?s)\\x00\\x00\\x01\\x00.*", "an icon (ICO)"),
  FONT("font.woff2", "font/woff2", "(?s)wOF2.*", "a font in the format WOFF2"),
  LINKS("links.properties", "", "(?s)[^\\x00]*", "a file of properties"),
  HELP("help.txt", "", "(?s)[^\\x00]*", "a text");

  private static final class Patterns {
    static final String SVG = "(?s)(\\xef\\xbb\\xbf)?\\s*(<\\?xml.{0,200}?\\?>\\s*)?(<!--.{0,2000}?-->\\s*)*<svg[\\s>/].*";
    static final String AN_SVG = "an SVG";
  }

  private static final int MOST_BYTES = 1024 * 1024;

  private final String fileName;
  private final String contentType;
  private final Pattern form;
  private final String what;

  SiteFile(String fileName, String contentType, String form, String what) {
    this.fileName = fileName;
    this.contentType = contentType;
    this.form = Pattern.compile(form);
    this.what = what;
  }

  String fileName() {
    return fileName;
  }

  String contentType() {
    return contentType;
  }

  static Optional<SiteFile> named(String name) {
    return Arrays.stream(values()).filter(file -> file.fileName.equals(name)).findFirst();
  }

  /** What is wrong with this content of it; empty: nothing. */
  Optional<String> problem(byte[] content) {
    if (content.length > MOST_BYTES) {
      return Optional.of("must have at most 1 MiB");
    }
    return form.matcher(new String(content, StandardCharsets.ISO_8859_1)).matches()
        ? Optional.empty()
        : Optional.of("must be " + what);
  }
}
