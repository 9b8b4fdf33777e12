package dev.ally.harness;

import com.microsoft.playwright.Page;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a page is to people who do not see it: its title, what has the focus, where the Tab key leads, and its
 * landmarks, headings and controls. Playwright computes roles and names, so they are the same in each version of the
 * browser.
 */
public final class AccessibilityTree {
  private static final Pattern NODE = Pattern.compile(
      " *- '?(alert|banner|button|checkbox|combobox|contentinfo|dialog|form|group|heading|img|link|list|main|"
          + "navigation|radio|region|status|table|textbox)(?![a-z])( \"(?:[^\"\\\\]|\\\\.)*\")?((?: \\[[^]]*])*).*");
  private static final String BEGIN = """
      () => {
        document.querySelectorAll('[data-tab]').forEach((element) => element.removeAttribute('data-tab'));
        if (!window.tabbed) {
          document.addEventListener('focusin', ({target}) => window.tabbed.push(target));
        }
        const begins = document.activeElement === document.body;
        window.tabbed = begins ? [] : [document.activeElement];
        const most = document.querySelectorAll('a[href], button, input, select, textarea, summary').length;
        return {begins, most, title: document.title};
      }""";
  private static final String READ = """
      () => [...new Set(window.tabbed)].map((element, index) => {
        const described = (element.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id)
            .map((id) => document.getElementById(id)?.textContent.trim() ?? `${id} is missing`).join(' ');
        const key = [element.outerHTML, ...[...element.labels ?? []].map((label) => label.textContent)].join(' ');
        element.dataset.tab = index;
        return {
          key,
          summary: element.localName === 'summary' ? element.textContent.trim() : '',
          more: (element.ariaCurrent ? ' [current]' : '') + (element.ariaInvalid === 'true' ? ' [invalid]' : '')
              + (described ? ` (${described})` : ''),
        };
      })""";

  /** By the element with its labels; many pages have the same. */
  private final Map<String, String> known = new HashMap<>();

  /** Walks through the page with the Tab key, and leaves the focus somewhere. */
  public String of(Page page) {
    Map<?, ?> start = (Map<?, ?>) page.evaluate(BEGIN);
    // All in one message to the driver, which takes it for a key that is held down.
    page.keyboard().press(String.join("+", Collections.nCopies((Integer) start.get("most") + 1, "Tab")));
    List<String> order = tabOrder(page);
    List<String> lines = new ArrayList<>();
    lines.add("Title: " + start.get("title"));
    lines.add("Focus: " + ((Boolean) start.get("begins") ? "nothing" : order.remove(0)));
    lines.add("Tab:");
    order.forEach(stop -> lines.add("  " + stop));
    lines.add("Tree:");
    tree(page).forEach(node -> lines.add("  " + node));
    return String.join("\n", lines) + "\n";
  }

  @SuppressWarnings("unchecked")
  private List<String> tabOrder(Page page) {
    List<String> order = new ArrayList<>();
    for (Map<String, String> stop : (List<Map<String, String>>) page.evaluate(READ)) {
      String place = "[data-tab=\"" + order.size() + "\"]";
      String name = stop.get("summary").isEmpty()
          ? known.computeIfAbsent(stop.get("key"), key -> node(page.locator(place).ariaSnapshot()))
          : "summary \"" + stop.get("summary") + "\"";
      order.add(name + stop.get("more"));
    }
    return order;
  }

  private static String node(String snapshot) {
    Matcher first = NODE.matcher(snapshot.lines().findFirst().orElse(""));
    return first.matches() ? text(first) : snapshot.lines().findFirst().orElse("?");
  }

  private static List<String> tree(Page page) {
    List<String> nodes = new ArrayList<>();
    Deque<Node> around = new ArrayDeque<>();
    for (String line : page.locator("body").ariaSnapshot().lines().toList()) {
      int indent = line.length() - line.stripLeading().length();
      while (!around.isEmpty() && around.peek().indent >= indent) {
        around.pop();
      }
      Matcher node = NODE.matcher(line);
      if (node.matches()) {
        nodes.add("  ".repeat((int) around.stream().filter(outer -> outer.kept).count()) + text(node));
      }
      around.push(new Node(indent, node.matches()));
    }
    return nodes;
  }

  private record Node(int indent, boolean kept) {}

  /** Without what has the focus just now. */
  private static String text(Matcher node) {
    String name = node.group(2) == null ? "" : node.group(2);
    return node.group(1) + name + node.group(3).replace(" [active]", "").replaceAll(" \\[cursor=[a-z]+]", "");
  }
}
