package dev.ally.account.mailed;

import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Finds the account that a mailed link belongs to, through the service for its kind of link. */
public final class MailedLinkFinder {
  private final Map<MailedLinkKind, Function<Secret, Future<FindMailedLink.Answer>>> services;

  /** @param services find each kind of link; no link of a missing kind is valid */
  public MailedLinkFinder(Map<MailedLinkKind, Function<Secret, Future<FindMailedLink.Answer>>> services) {
    this.services = Map.copyOf(services);
  }

  public Future<FindMailedLink.Answer> find(FindMailedLink question) {
    return services
        .getOrDefault(question.kind(), link -> Future.succeededFuture(new FindMailedLink.Answer(Optional.empty())))
        .apply(question.link());
  }
}
