package dev.ally.harness;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The rules of axe, in a page as it stands: WCAG 2.2 AA and best practices. */
public final class Axe {
  private static final String PROGRAM = program();
  private static final String RUN = """
      async () => {
        const rules = {'target-size': {enabled: true}};
        const {violations} = await axe.run(document, {rules, resultTypes: ['violations'], iframes: false});
        return violations.map(({id, nodes}) => `${id}: ${nodes.map(({html}) => html).join(' ')}`);
      }""";

  private Axe() {}

  /** Loads the program with each document to come: the browser then compiles it once, and not for each of them. */
  public static void prepare(BrowserContext context) {
    context.addInitScript(PROGRAM);
  }

  /** What breaks a rule. The program is loaded into a document that has none. */
  @SuppressWarnings("unchecked")
  public static List<String> violations(Page page) {
    if (!(Boolean) page.evaluate("typeof axe === 'object'")) {
      page.evaluate(PROGRAM);
    }
    return (List<String>) page.evaluate(RUN);
  }

  private static String program() {
    try (InputStream source = AxeBuilder.class.getResourceAsStream("/axe.min.js")) {
      return new String(source.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
