package dev.ally.account.operator;

import dev.ally.account.operator.PgListingStore.Known;
import dev.ally.account.person.StoredAddresses;
import dev.ally.bus.Bus;
import dev.ally.contract.account.AccountFilter;
import dev.ally.contract.account.AccountFilter.Cursor;
import dev.ally.contract.account.AccountFilter.Factor;
import dev.ally.contract.account.CountAccounts;
import dev.ally.contract.account.SearchAccounts;
import dev.ally.contract.totp.FindEnrolled;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Lists and counts accounts. Whether an account has a second factor is read from the copy in {@code account}; where there is
 * none, because two-factor was not switched since the copy was introduced, {@code totp} is asked.
 */
public final class ListingService {
  private static final String NUL = "\0";

  private final PgListingStore listing;
  private final StoredAddresses addresses;
  private final Bus bus;

  public ListingService(PgListingStore listing, StoredAddresses addresses, Bus bus) {
    this.listing = listing;
    this.addresses = addresses;
    this.bus = bus;
  }

  public Future<SearchAccounts.Answer> search(SearchAccounts question) {
    return isOfNobody(question.filter())
        ? Future.succeededFuture(new SearchAccounts.Answer(List.of(), Optional.empty()))
        : begun(question.after())
            .compose(read -> listing.list(question.filter(), question.after()))
            .compose(page -> enrolled(unknown(page.accounts())).map(enrolled -> new SearchAccounts.Answer(
                page.accounts().stream().map(account -> listed(account, enrolled))
                    .filter(account -> fits(question.filter(), account.secondFactor())).toList(),
                page.next())));
  }

  public Future<CountAccounts.Answer> count(CountAccounts question) {
    return isOfNobody(question.filter())
        ? Future.succeededFuture(new CountAccounts.Answer(0, Optional.empty()))
        : begun(question.after())
            .compose(read -> listing.count(question.filter(), question.after()))
            .compose(count -> enrolled(count.unknown()).map(enrolled -> new CountAccounts.Answer(
                count.known() + count.unknown().stream()
                    .filter(id -> fits(question.filter(), enrolled.contains(id))).count(),
                count.next())));
  }

  /** A text with this character is in no database. */
  private static boolean isOfNobody(AccountFilter filter) {
    return filter.search().orElse("").contains(NUL) || filter.group().orElse("").contains(NUL);
  }

  /** The order is that of addresses as they are compared, so all have to be read. */
  private Future<Void> begun(Cursor after) {
    return after.equals(Cursor.START) ? addresses.readAll() : Future.succeededFuture();
  }

  private static List<UUID> unknown(List<Known> accounts) {
    return accounts.stream().filter(account -> account.twoFactor().isEmpty()).map(Known::id).toList();
  }

  private Future<Set<UUID>> enrolled(List<UUID> ids) {
    return ids.isEmpty()
        ? Future.succeededFuture(Set.of())
        : FindEnrolled.OPERATION.ask(bus, new FindEnrolled(ids)).map(FindEnrolled.Answer::enrolled);
  }

  private static boolean fits(AccountFilter filter, boolean secondFactor) {
    return filter.secondFactor() == Factor.ANY || (filter.secondFactor() == Factor.ON) == secondFactor;
  }

  private static SearchAccounts.Listed listed(Known account, Set<UUID> enrolled) {
    return new SearchAccounts.Listed(
        account.id(), account.email(), account.name(), account.since(),
        account.twoFactor().orElseGet(() -> enrolled.contains(account.id())), account.lockedSince(), account.groups());
  }
}
