package dev.ally.web.activity;

import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.ShowActivity.Event;
import dev.ally.language.Text;
import dev.ally.web.page.Details;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Something that happened to an account, as the templates name it. */
public final class ShownEvent {
  private ShownEvent() {}

  public static Map<String, Object> of(Event event, Details details) {
    Map<String, Object> shown = new HashMap<>();
    shown.put("what", Text.of(textId(event.kind())).with("name", event.detail()));
    shown.put("at", details.time(event.at()));
    if (!event.address().isEmpty()) {
      shown.put("browser", details.browser(event.userAgent()));
      shown.put("address", event.address());
    }
    return shown;
  }

  /** Its id in the catalogue. */
  static String textId(ActivityKind kind) {
    return "activity." + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
