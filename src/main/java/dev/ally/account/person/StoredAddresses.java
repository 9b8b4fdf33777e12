package dev.ally.account.person;

import dev.ally.account.person.PgAddressStore.Read;
import dev.ally.account.person.PgAddressStore.Round;
import dev.ally.account.person.PgAddressStore.Unread;
import dev.ally.account.rules.EmailAddress;
import dev.ally.contract.account.ListAccounts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads the addresses of accounts that the version before wrote, some at a time: all that exist after an upgrade, and
 * those that older nodes write while they still run.
 */
public final class StoredAddresses {
  private final PgAddressStore store;
  private Future<Void> reading = Future.succeededFuture();

  public StoredAddresses(PgAddressStore store) {
    this.store = store;
  }

  /** Reads those by which nobody is found before they are read, which are not many: all but those in ASCII. */
  public Future<Void> readThoseNotFound() {
    return readWhile(Round::notFound);
  }

  /** Reads until none is left; one that goes on already is waited for. */
  public Future<Void> readAll() {
    if (reading.isComplete()) {
      reading = readWhile(Round::any);
    }
    return reading;
  }

  private Future<Void> readWhile(Predicate<Round> more) {
    Promise<Void> done = Promise.promise();
    readWhile(more, done);
    return done.future();
  }

  /** One promise for all rounds, however many. */
  private void readWhile(Predicate<Round> more, Promise<Void> done) {
    store.read(StoredAddresses::read).onFailure(done::fail).onSuccess(round -> {
      if (more.test(round)) {
        readWhile(more, done);
      } else {
        done.complete();
      }
    });
  }

  private static List<Read> read(List<Unread> unread) {
    List<Read> read = new ArrayList<>();
    for (Unread account : unread) {
      read.add(new Read(account.id(), EmailAddress.stored(account.email())));
    }
    return read;
  }

  /** Those of which another has the same address, once all are read. */
  public Future<ListAccounts.Answer> list(ListAccounts question) {
    return readAll().compose(read -> store.sameAddress(question.afterAddress(), question.afterId()));
  }
}
