package dev.ally.web.home;

import dev.ally.contract.LinkedAuthenticator;
import dev.ally.contract.account.ExportData.Data;
import dev.ally.contract.account.ShowActivity;
import dev.ally.contract.account.ShowActivity.Event;
import dev.ally.contract.account.ShowSessions.Open;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** What is kept about a person as JSON: names in camelCase, times as ISO 8601 in UTC, no secrets. */
public final class DataFile {
  private final String site;
  private final Clock clock;

  /** @param site the address of the site */
  public DataFile(String site, Clock clock) {
    this.site = site;
    this.clock = clock;
  }

  /** The activity, as far as it was read. */
  static final class Activity {
    /** Events, so that a file cannot fill the memory; it says when there are older ones. */
    static final int MOST = 10_000;

    private final List<Event> events = new ArrayList<>();
    private boolean complete;

    /** Adds the next older page; true: there is another one to read. */
    boolean add(ShowActivity.Activity page) {
      events.addAll(page.events());
      complete = !page.more() || page.events().isEmpty();
      return !complete && events.size() < MOST;
    }
  }

  /** Blocking: it takes some milliseconds for each thousand events. */
  Buffer of(Data data, Buffer picture, Activity activity) {
    JsonObject json = new JsonObject()
        .put("site", site)
        .put("madeAt", text(clock.instant()))
        .put("account", account(data))
        .put("pictureJpegBase64", picture.length() == 0 ? null : Base64.getEncoder().encodeToString(picture.getBytes()))
        .put("twoFactor", new JsonObject()
            .put("on", !data.authenticators().isEmpty())
            .put("authenticators", all(data.authenticators(), DataFile::authenticator))
            .put("recoveryCodesLeft", data.recoveryCodes())
            .put("turnedOffAt", data.undoAt().map(DataFile::text).orElse(null)))
        .put("groups", new JsonArray(data.groups().stream().sorted().toList()))
        .put("applications", all(data.applications(), application ->
            new JsonObject().put("name", application.name()).put("lastLoginAt", text(application.at()))))
        .put("sessions", all(data.sessions(), DataFile::session))
        .put("knownBrowsers", all(data.knownBrowsers(), at -> new JsonObject().put("lastLoginAt", text(at))))
        .put("unsentEmails", all(data.emails(), email ->
            new JsonObject().put("kind", email.kind()).put("since", text(email.since()))))
        .put("activity", all(activity.events, DataFile::event))
        .put("activityIsComplete", activity.complete);
    return Buffer.buffer(json.encodePrettily().getBytes(StandardCharsets.UTF_8)).appendString("\n");
  }

  private static JsonObject account(Data data) {
    return new JsonObject()
        .put("id", data.person().accountId().toString())
        .put("email", data.person().email())
        .put("name", data.person().name())
        .put("language", data.person().language().isEmpty() ? null : data.person().language())
        .put("language", data.person().language())
        .put("createdAt", text(data.since()))
        .put("newEmail", data.emailChange()
            .map(change -> new JsonObject().put("email", change.email()).put("askedAt", text(change.since())))
            .orElse(null));
  }

  private static JsonObject authenticator(LinkedAuthenticator authenticator) {
    return new JsonObject()
        .put("name", authenticator.name())
        .put("linkedAt", text(authenticator.since()))
        .put("lastUsedAt", text(authenticator.lastUsed()))
        .put("digits", authenticator.codeDigits());
  }

  private static JsonObject session(Open session) {
    return new JsonObject()
        .put("address", session.address())
        .put("userAgent", session.userAgent())
        .put("startedAt", text(session.since()))
        .put("lastSeenAt", text(session.lastSeen()))
        .put("thisOne", session.asking());
  }

  private static JsonObject event(Event event) {
    return new JsonObject()
        .put("at", text(event.at()))
        .put("kind", event.kind().name())
        .put("address", event.address())
        .put("userAgent", event.userAgent())
        .put("detail", event.detail().isEmpty() ? null : event.detail());
  }

  private static <T> JsonArray all(List<T> things, Function<T, JsonObject> written) {
    return new JsonArray(things.stream().map(written).toList());
  }

  private static String text(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
