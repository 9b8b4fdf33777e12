package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The applications that the person has let in. */
public record ListApplications(Secret voucher) {
  /**
   * @param since the first login that still counts
   * @param lastUsed the latest login or refresh
   * @param offline whether it stays in after a logout ({@code offline_access})
   */
  public record Application(
      String clientId, String name, List<String> scopes, Instant since, Instant lastUsed, boolean offline) {
    public Application {
      scopes = List.copyOf(scopes);
    }
  }

  /** @param applications empty: the voucher stands for no session */
  public record Answer(Optional<List<Application>> applications) {}

  public static final BusOperation<ListApplications, Answer> OPERATION =
      BusOperation.of("oidc.applications.v1", Hop.WEB_TO_OIDC, ListApplications.class, Answer.class);
}
