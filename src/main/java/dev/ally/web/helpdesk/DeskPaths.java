package dev.ally.web.helpdesk;

import static dev.ally.web.exchange.Paths.HELP_DESK;

import dev.ally.contract.account.FindAccounts.Match;
import dev.ally.contract.account.FindAccounts.Place;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The addresses of the help desk, written and read. */
final class DeskPaths {
  private static final String ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final Pattern ACCOUNT = Pattern.compile(HELP_DESK + "/accounts/(" + ID + ")(?:/[a-z]+)?");
  private static final Pattern PLACE = Pattern.compile("(id|email|name)\\.(" + ID + ")");

  private DeskPaths() {}

  static String account(UUID id) {
    return HELP_DESK + "/accounts/" + id;
  }

  /** The account that the path names; a path that names none is not found. */
  static UUID account(Request request) {
    Matcher path = ACCOUNT.matcher(request.path());
    if (!path.matches()) {
      throw new Refused(Refusal.NOT_FOUND);
    }
    return UUID.fromString(path.group(1));
  }

  /** The page of the account that the path names; of one that names none, the help desk. */
  static String page(Request request) {
    return ACCOUNT.matcher(request.path()).matches() ? account(account(request)) : HELP_DESK;
  }

  static String search(String text, Optional<Place> after) {
    return HELP_DESK + "?" + Field.SEARCH.id() + "=" + URLEncoder.encode(text, StandardCharsets.UTF_8)
        + after.map(place -> "&" + Field.AFTER.id() + "=" + place.match().name().toLowerCase(Locale.ROOT) + "."
            + place.accountId()).orElse("");
  }

  static Optional<Place> after(Request request) {
    return request.query().find(Field.AFTER).map(text -> {
      Matcher place = PLACE.matcher(text);
      if (!place.matches()) {
        throw new Refused(Refusal.MALFORMED);
      }
      return new Place(Match.valueOf(place.group(1).toUpperCase(Locale.ROOT)), UUID.fromString(place.group(2)));
    });
  }

  /** Where the page of the code leads: within the help desk, whatever the form says. */
  static LocalPath next(String text) {
    boolean within = text.equals(HELP_DESK) || text.startsWith(HELP_DESK + "?") || text.startsWith(HELP_DESK + "/");
    return (within ? LocalPath.of(text) : Optional.<LocalPath>empty()).orElseGet(() -> new LocalPath(HELP_DESK));
  }
}
