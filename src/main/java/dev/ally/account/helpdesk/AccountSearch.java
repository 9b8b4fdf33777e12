package dev.ally.account.helpdesk;

import dev.ally.contract.account.FindAccounts.Found;
import dev.ally.contract.account.FindAccounts.Match;
import dev.ally.contract.account.FindAccounts.Place;
import dev.ally.text.ShownText;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Finds accounts a page at a time: those whose id begins with a text, then by email address, then by name. */
final class AccountSearch {
  static final int PAGE_SIZE = 25;

  private static final UUID FIRST = new UUID(0, 0);
  private static final int DIGITS_OF_ID = 32;
  /** Fewer are found in too many ids to be meant as one. */
  private static final int FEWEST_DIGITS = 4;

  /**
   * A page.
   *
   * @param next where the next one begins; empty: there are no more
   */
  record Page(List<Found> accounts, Optional<Place> next) {}

  private record Hit(Match match, Found account) {}

  private final PgSearchStore store;

  AccountSearch(PgSearchStore store) {
    this.store = store;
  }

  /** @param after the last place of the page before; empty: from the first on */
  Future<Page> page(String search, Optional<Place> after) {
    String text = search.strip();
    return text.isEmpty() || !ShownText.isWellFormed(text)
        ? Future.succeededFuture(new Page(List.of(), Optional.empty()))
        : fill(text, after.map(Place::match).orElse(Match.ID), after, new ArrayList<>()).map(AccountSearch::page);
  }

  private Future<List<Hit>> fill(String text, Match match, Optional<Place> after, List<Hit> hits) {
    UUID last = after.filter(place -> place.match() == match).map(Place::accountId).orElse(FIRST);
    return find(text, match, last, PAGE_SIZE + 1 - hits.size()).compose(found -> {
      found.forEach(account -> hits.add(new Hit(match, account)));
      boolean full = hits.size() > PAGE_SIZE || match == Match.NAME;
      return full ? Future.succeededFuture(hits) : fill(text, Match.values()[match.ordinal() + 1], after, hits);
    });
  }

  private Future<List<Found>> find(String text, Match match, UUID after, int most) {
    return match == Match.ID
        ? ids(text).map(ids -> store.byId(ids, after, most)).orElseGet(() -> Future.succeededFuture(List.of()))
        : store.byText(match, text, after, most);
  }

  /** An account that is found by two things is shown once on a page. */
  private static Page page(List<Hit> hits) {
    List<Hit> shown = hits.subList(0, Math.min(hits.size(), PAGE_SIZE));
    Map<UUID, Found> once = new LinkedHashMap<>();
    shown.forEach(hit -> once.putIfAbsent(hit.account.id(), hit.account));
    Optional<Place> next = hits.size() > PAGE_SIZE
        ? Optional.of(new Place(shown.get(PAGE_SIZE - 1).match, shown.get(PAGE_SIZE - 1).account.id()))
        : Optional.empty();
    return new Page(List.copyOf(once.values()), next);
  }

  /** The ids that begin with this text; empty where it cannot be the beginning of one. */
  static Optional<PgSearchStore.Ids> ids(String text) {
    String digits = text.replace("-", "");
    return digits.matches("[0-9a-fA-F]{" + FEWEST_DIGITS + "," + DIGITS_OF_ID + "}")
        ? Optional.of(new PgSearchStore.Ids(filled(digits, "0"), filled(digits, "f")))
        : Optional.empty();
  }

  private static UUID filled(String digits, String with) {
    String all = digits + with.repeat(DIGITS_OF_ID - digits.length());
    int half = DIGITS_OF_ID / 2;
    return new UUID(
        Long.parseUnsignedLong(all.substring(0, half), 16), Long.parseUnsignedLong(all.substring(half), 16));
  }
}
