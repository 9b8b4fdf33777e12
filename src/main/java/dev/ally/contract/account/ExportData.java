package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.bus.Json;
import dev.ally.bus.Required;
import dev.ally.contract.LinkedAuthenticator;
import dev.ally.contract.account.ShowSessions.Open;
import dev.ally.crypto.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What is kept about the person of this session, given the password and, with two-factor on, a code or a recovery code?
 * Without secrets, and without the activity, which {@link ShowActivity} tells in pages.
 *
 * @param code empty where two-factor is off
 */
public record ExportData(UUID operationId, Secret session, Secret password, Secret code, RequestInfo requestInfo) {
  /** What comes of it. */
  public sealed interface Result permits Outcome, FactorRefusal {}

  public enum Outcome implements Result { NO_SESSION, EXPORTED }

  /** Another email address that waits to be confirmed. */
  public record EmailChange(String email, Instant since) {}

  /** An email that is still to be sent, by the kind of what it tells. */
  public record WaitingEmail(String kind, Instant since) {}

  /**
   * An application that the person logged in to.
   *
   * @param at the last time that was noted; within an hour it is noted once
   */
  public record ApplicationLogin(@Json("clientName") String name, Instant at) {}

  /**
   * What is kept.
   *
   * @param since when the account was made
   * @param knownBrowsers when each browser that the account knows logged in last
   * @param recoveryCodes how many work
   * @param undoAt when an undo of two-factor acts that waits
   * @param groups their names
   */
  public record Data(
      @Required Person person, Instant since, Optional<EmailChange> emailChange,
      List<LinkedAuthenticator> authenticators, int recoveryCodes, Optional<Instant> undoAt,
      List<Open> sessions, List<Instant> knownBrowsers, List<WaitingEmail> emails, Set<String> groups,
      List<ApplicationLogin> applications) {}

  /**
   * @param retryAfter how long to wait, zero unless the outcome is one of the waits
   * @param data where the outcome is EXPORTED
   */
  public record Answer(@Fallback("NO_SESSION") Result outcome, Duration retryAfter, Optional<Data> data) {
    public static Answer refused(Result outcome, Duration retryAfter) {
      return new Answer(outcome, retryAfter, Optional.empty());
    }

    public static Answer of(Data data) {
      return new Answer(Outcome.EXPORTED, Duration.ZERO, Optional.of(data));
    }
  }

  public static final BusOperation<ExportData, Answer> OPERATION =
      BusOperation.of("account.data.v1", Hop.WEB_TO_HASH_QUEUE, ExportData.class, Answer.class);
}
