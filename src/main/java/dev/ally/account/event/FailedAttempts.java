package dev.ally.account.event;

import dev.ally.account.event.PgEventStore.Failure;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.totp.CodeVerdict;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Notes wrong passwords and codes as events. Attempts that were refused because of a wait cost nobody anything, so many
 * of them must not cost a row each: they are counted in memory, and written as one event for each account.
 */
public final class FailedAttempts {
  /** Accounts whose refused attempts are counted apart; those of further ones are counted together. */
  private static final int MOST_ACCOUNTS = 10_000;

  private final PgEventStore store;
  private final Clock clock;
  private Map<Optional<UUID>, Refused> refused = new LinkedHashMap<>();

  /** @param address of all of them; empty: they came from several */
  private record Refused(long times, String address) {
    private static final Refused NONE = new Refused(0, null);

    private Refused and(long more, String from) {
      return new Refused(times + more, times == 0 || address.equals(from) ? from : "");
    }
  }

  /**
   * Where an attempt came from.
   *
   * @param address of the client
   * @param request the id of the request; empty: it is not known
   */
  public record Source(String address, String request) {
    public static Source of(RequestInfo requestInfo) {
      return new Source(requestInfo.address(), requestInfo.request());
    }
  }

  public FailedAttempts(PgEventStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Notes a wrong password of a login.
   *
   * @param attempt the id of the attempt, which is noted once
   * @param account of the email address; empty: there is none
   */
  public Future<Void> loginPassword(UUID attempt, Optional<UUID> account, Source source) {
    return note(attempt, EventKind.LOGIN_PASSWORD_WRONG, account, "", source);
  }

  /** The same, of a person who has logged in or opened a mailed link. */
  public Future<Void> password(UUID attempt, Optional<UUID> account, Source source) {
    return note(
        attempt, EventKind.REAUTHENTICATION_PASSWORD_WRONG, account, account.map(UUID::toString).orElse(""), source);
  }

  /** Notes what was said of a code within a session or with a mailed link, if it was wrong or refused. */
  public Future<CodeVerdict> code(CodeVerdict verdict, UUID attempt, UUID account, Source source) {
    return switch (verdict.verdict()) {
      case WRONG -> note(attempt, EventKind.REAUTHENTICATION_CODE_WRONG, Optional.of(account), account.toString(), source)
          .map(verdict);
      case WAIT -> {
        refused(Optional.of(account), source);
        yield Future.succeededFuture(verdict);
      }
      case ACCEPTED, SPENT, MALFORMED, NOT_ENROLLED, GIVEN_UP -> Future.succeededFuture(verdict);
    };
  }

  private Future<Void> note(UUID attempt, EventKind what, Optional<UUID> account, String actor, Source source) {
    return store.write(List.of(new Failure(
        Optional.of(attempt), clock.instant(), what, account, actor, source.address, source.request, "")));
  }

  /**
   * Counts an attempt that was not looked at because of a wait.
   *
   * @param account empty: there is none, or it was not looked for
   */
  public synchronized void refused(Optional<UUID> account, Source source) {
    count(account, 1, source.address);
  }

  private void count(Optional<UUID> account, long times, String address) {
    Optional<UUID> apart = refused.size() < MOST_ACCOUNTS || refused.containsKey(account) ? account : Optional.empty();
    refused.put(apart, refused.getOrDefault(apart, Refused.NONE).and(times, address));
  }

  /** Writes what was counted since the last call. */
  public Future<Void> flush() {
    Map<Optional<UUID>, Refused> counted = take();
    List<Failure> failures = new ArrayList<>();
    counted.forEach((account, attempts) -> failures.add(new Failure(
        Optional.empty(), clock.instant(), EventKind.ATTEMPTS_REFUSED, account, "", attempts.address, "",
        attempts.times + " while waiting")));
    return store.write(failures).onFailure(failure -> putBack(counted));
  }

  private synchronized Map<Optional<UUID>, Refused> take() {
    Map<Optional<UUID>, Refused> counted = refused;
    refused = new LinkedHashMap<>();
    return counted;
  }

  private synchronized void putBack(Map<Optional<UUID>, Refused> counted) {
    counted.forEach((account, attempts) -> count(account, attempts.times, attempts.address));
  }
}
