package dev.ally.account.person;

import dev.ally.account.person.PgAddressStore.Read;
import dev.ally.account.person.PgAddressStore.Batch;
import dev.ally.account.person.PgAddressStore.Unread;
import dev.ally.account.rules.EmailAddress;
import dev.ally.contract.account.ListAccounts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads the addresses that the version before wrote, in batches: all of them after an upgrade, later those that older
 * nodes still write.
 */
public final class StoredAddresses {
  private final PgAddressStore store;
  private Future<Void> reading = Future.succeededFuture();

  public StoredAddresses(PgAddressStore store) {
    this.store = store;
  }

  /** Reads the addresses by which no account is found before they are read: all but those in ASCII, which are few. */
  public Future<Void> readThoseNotFound() {
    return readWhile(Batch::notFound);
  }

  /** Reads until none is left; waits for a run that is in progress. */
  public Future<Void> readAll() {
    if (reading.isComplete()) {
      reading = readWhile(Batch::any);
    }
    return reading;
  }

  private Future<Void> readWhile(Predicate<Batch> more) {
    Promise<Void> done = Promise.promise();
    readWhile(more, done);
    return done.future();
  }

  /** One promise for all batches, however many. */
  private void readWhile(Predicate<Batch> more, Promise<Void> done) {
    store.read(StoredAddresses::read).onFailure(done::fail).onSuccess(batch -> {
      if (more.test(batch)) {
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

  /** Accounts that share their address with another, once all addresses are read. */
  public Future<ListAccounts.Answer> list(ListAccounts question) {
    return readAll().compose(read -> store.sameAddress(question.afterAddress(), question.afterId()));
  }
}
