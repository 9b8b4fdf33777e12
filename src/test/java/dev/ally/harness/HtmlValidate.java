package dev.ally.harness;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The validator html-validate, for pages as they were served and for emails. Rules: {@code src/test/node}. */
public final class HtmlValidate {
  private static final String NAME = "html-validate";
  private static final Path RULES = Path.of("src/test/node");

  private final Path program;
  private final Path rules;
  private final Path folder;
  private Response last;
  private int pages;

  private HtmlValidate(Path program, Path rules, Path folder) {
    this.program = program;
    this.rules = rules;
    this.folder = folder;
  }

  /** @param folder where the pages are kept; its files are deleted first */
  public static HtmlValidate ofPages(Path folder) {
    return keeping(RULES.resolve("html-validate.mjs"), folder);
  }

  /** @param folder where the emails are kept; its files are deleted first */
  public static HtmlValidate ofMails(Path folder) {
    return keeping(RULES.resolve("html-validate-mails.mjs"), folder);
  }

  private static HtmlValidate keeping(Path rules, Path folder) {
    Path program = Tools.needNodePackage(NAME).resolve("node_modules/.bin").resolve(NAME);
    try {
      Files.createDirectories(folder);
      try (Stream<Path> old = Files.list(folder)) {
        for (Path file : old.toList()) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new HtmlValidate(program, rules, folder);
  }

  /** From now on {@link #keep()} keeps what this page is served. */
  public void follow(Page page) {
    page.onResponse(response -> {
      if (response.request().isNavigationRequest() && (response.status() < 300 || response.status() >= 400)) {
        last = response;
      }
    });
  }

  /** Keeps the page that was served last, unless it is kept already. */
  public void keep() {
    if (last != null) {
      keep(URI.create(last.url()).getPath().substring(1).replace('/', '-'), last.text());
      last = null;
    }
  }

  /** @param name goes into the name of the file */
  public void keep(String name, String page) {
    pages++;
    try {
      Files.writeString(folder.resolve("%03d-%s.html".formatted(pages, name)), page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int pages() {
    return pages;
  }

  /** What is wrong with the pages that were kept. Each error is a line: the file, the place, the rule and the text. */
  public List<String> errors() {
    try {
      Process process = new ProcessBuilder("node", program.toString(), "--config", rules.toString(),
          "--formatter", "text", folder.toString())
          .redirectErrorStream(true).start();
      List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      if (process.waitFor() != 0 && said.isEmpty()) {
        throw new IllegalStateException(NAME + " ended with " + process.exitValue());
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
