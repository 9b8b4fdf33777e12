package dev.ally.harness;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The installed Firefox with one window, driven by WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/), which it
 * speaks itself. Without one a test is skipped.
 */
public final class Firefox implements AutoCloseable {
  private static final String PROGRAM = "firefox-esr";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SETTINGS = """
      user_pref("app.update.enabled", false);
      user_pref("browser.aboutwelcome.enabled", false);
      user_pref("browser.shell.checkDefaultBrowser", false);
      user_pref("datareporting.policy.dataSubmissionEnabled", false);
      user_pref("network.captive-portal-service.enabled", false);
      user_pref("network.connectivity-service.enabled", false);
      user_pref("signon.rememberSignons", false);
      """;
  private static final String LABELLED = """
      (words) => [...document.querySelectorAll('label')]
          .find((label) => label.textContent.trim() === words && label.control.checkVisibility())?.control""";
  private static final String IN_SIGHT = "(element) => element.scrollIntoView({block: 'center', behavior: 'instant'})";

  private final Process process;
  private final WebSocket socket;
  private final AtomicLong lastId = new AtomicLong();
  private final Map<Long, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();
  private String window;

  private Firefox(Process process, URI address) {
    this.process = process;
    this.socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, new Answers()).join();
  }

  /** @param profile an empty directory */
  public static Firefox open(Path profile) throws IOException {
    Tools.need(PROGRAM);
    Files.writeString(profile.resolve("user.js"), SETTINGS);
    ProcessBuilder builder = new ProcessBuilder(
        PROGRAM, "--headless", "--no-remote", "--remote-debugging-port=0", "--profile", profile.toString())
        .redirectErrorStream(true).redirectOutput(profile.resolve("firefox.log").toFile());
    builder.environment().put("HOME", profile.toString());
    Process process = builder.start();
    try {
      Firefox firefox = new Firefox(process, address(profile.resolve("WebDriverBiDiServer.json"), process));
      firefox.begin();
      return firefox;
    } catch (RuntimeException e) {
      process.destroy();
      throw e;
    }
  }

  /** What Firefox says once it listens. */
  private static URI address(Path said, Process process) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      String text = Files.exists(said) ? Files.readString(said) : "";
      if (text.strip().endsWith("}")) {
        JsonObject server = new JsonObject(text);
        return URI.create("ws://" + server.getString("ws_host") + ":" + server.getInteger("ws_port") + "/session");
      }
      Thread.onSpinWait();
    }
    throw new IllegalStateException("Firefox does not listen");
  }

  private void begin() {
    command("session.new", new JsonObject().put("capabilities", new JsonObject()));
    window = command("browsingContext.getTree", new JsonObject())
        .getJsonArray("contexts").getJsonObject(0).getString("context");
    command("session.subscribe", new JsonObject().put("events", new JsonArray(
        List.of("browsingContext.load", "log.entryAdded", "network.beforeRequestSent"))));
  }

  /** What was said in the console, and each address of another site that was asked for. */
  public List<String> complaints(String site) {
    return complaints.stream().filter(complaint -> !complaint.startsWith("asked " + site + "/")).toList();
  }

  public void resize(int width, int height) {
    command("browsingContext.setViewport", inWindow().put("viewport",
        new JsonObject().put("width", width).put("height", height)));
  }

  public void open(String url) {
    command("browsingContext.navigate", inWindow().put("url", url).put("wait", "complete"));
  }

  /** Clicks what the accessibility tree of Firefox has under this role and name, and waits for the page behind it. */
  public void follow(String role, String name) {
    afterwards(() -> click(found(role, name)));
  }

  /** The same, where no page is behind it. */
  public void click(String role, String name) {
    click(found(role, name));
  }

  /** Types into the field with this label. */
  public void type(String label, String text) {
    focus(label);
    keys(text);
  }

  /** The same, and waits for the page to which that leads. */
  public void typeAndFollow(String label, String text) {
    focus(label);
    afterwards(() -> keys(text));
  }

  /** Chooses in the list with this label, by its first letter. */
  public void choose(String label, String option) {
    call("(list) => list.focus()", labelled(label));
    keys(option.substring(0, 1));
  }

  /** The words of the page, as they are shown. */
  public String text() {
    return evaluate("document.body.innerText");
  }

  /** @param expression of JavaScript, whose value is a text */
  public String evaluate(String expression) {
    return command("script.evaluate", new JsonObject().put("expression", expression).put("awaitPromise", true)
        .put("target", inWindow())).getJsonObject("result").getString("value");
  }

  public Path screenshot(Path file) throws IOException {
    String picture = command("browsingContext.captureScreenshot", inWindow().put("origin", "document"))
        .getString("data");
    return Files.write(file, Base64.getDecoder().decode(picture));
  }

  private void afterwards(Runnable act) {
    CompletableFuture<Void> next = new CompletableFuture<>();
    loaded = next;
    act.run();
    await(next);
  }

  private void focus(String label) {
    JsonObject field = labelled(label);
    click(field);
    call("(field) => field.select()", field);
  }

  private JsonObject labelled(String label) {
    JsonObject field = call(LABELLED, new JsonObject().put("type", "string").put("value", label));
    if (!field.containsKey("sharedId")) {
      throw new IllegalStateException("no field is labelled " + label + " in:\n" + text());
    }
    return field;
  }

  private JsonObject found(String role, String name) {
    JsonArray nodes = command("browsingContext.locateNodes", inWindow().put("locator",
        new JsonObject().put("type", "accessibility").put("value",
            new JsonObject().put("role", role).put("name", name)))).getJsonArray("nodes");
    if (nodes.isEmpty()) {
      throw new IllegalStateException("no " + role + " is named " + name + " in:\n" + text());
    }
    return nodes.getJsonObject(0);
  }

  private void click(JsonObject element) {
    call(IN_SIGHT, element);
    JsonObject origin = new JsonObject().put("type", "element").put("element", reference(element));
    act(new JsonObject().put("type", "pointer").put("id", "mouse").put("actions", new JsonArray()
        .add(new JsonObject().put("type", "pointerMove").put("x", 0).put("y", 0).put("origin", origin))
        .add(new JsonObject().put("type", "pointerDown").put("button", 0))
        .add(new JsonObject().put("type", "pointerUp").put("button", 0))));
  }

  private void keys(String text) {
    JsonArray strokes = new JsonArray();
    text.codePoints().mapToObj(Character::toString).forEach(key -> {
      strokes.add(new JsonObject().put("type", "keyDown").put("value", key));
      strokes.add(new JsonObject().put("type", "keyUp").put("value", key));
    });
    act(new JsonObject().put("type", "key").put("id", "keyboard").put("actions", strokes));
  }

  private void act(JsonObject source) {
    command("input.performActions", inWindow().put("actions", new JsonArray().add(source)));
  }

  private JsonObject call(String function, JsonObject argument) {
    JsonObject passed = argument.containsKey("sharedId") ? reference(argument) : argument;
    return command("script.callFunction", new JsonObject().put("functionDeclaration", function)
        .put("arguments", new JsonArray().add(passed)).put("awaitPromise", true).put("target", inWindow()))
        .getJsonObject("result");
  }

  private static JsonObject reference(JsonObject element) {
    return new JsonObject().put("sharedId", element.getString("sharedId"));
  }

  private JsonObject inWindow() {
    return new JsonObject().put("context", window);
  }

  private JsonObject command(String method, JsonObject parameters) {
    long id = lastId.incrementAndGet();
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    asked.put(id, answer);
    socket.sendText(new JsonObject().put("id", id).put("method", method).put("params", parameters).encode(), true);
    JsonObject said = await(answer);
    if (!"success".equals(said.getString("type"))) {
      throw new IllegalStateException(method + ": " + said.encode());
    }
    JsonObject result = said.getJsonObject("result");
    if ("exception".equals(result.getString("type"))) {
      throw new IllegalStateException(method + ": " + result.encode());
    }
    return result;
  }

  private static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private void heard(JsonObject message) {
    JsonObject parameters = message.getJsonObject("params");
    if (message.containsKey("id")) {
      asked.remove(message.getLong("id")).complete(message);
    } else if ("browsingContext.load".equals(message.getString("method"))) {
      loaded.complete(null);
    } else if ("log.entryAdded".equals(message.getString("method"))) {
      complaints.add(parameters.getString("level") + " " + parameters.getString("text"));
    } else if ("network.beforeRequestSent".equals(message.getString("method"))) {
      asked(parameters.getJsonObject("request").getString("url"));
    }
  }

  /** Pages of Firefox itself have fonts and pictures in their addresses. */
  private void asked(String address) {
    if (!address.startsWith("data:")) {
      complaints.add("asked " + address);
    }
  }

  /** Puts together what comes in parts. */
  private final class Answers implements WebSocket.Listener {
    private final StringBuilder parts = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      parts.append(part);
      if (last) {
        heard(new JsonObject(parts.toString()));
        parts.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
      List.copyOf(asked.values()).forEach(answer -> answer.completeExceptionally(failure));
    }
  }

  @Override
  public void close() {
    socket.abort();
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
