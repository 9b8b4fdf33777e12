package dev.ally.account.mailed;

import dev.ally.contract.account.FindLink;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Says whose account a mailed link is for, by asking the service that the kind of link belongs to. */
public final class MailedLinkFinder {
  private final Map<FindLink.Kind, Function<Secret, Future<FindLink.Answer>>> services;

  /** @param services by which each kind of link is found; a kind that is missing opens nothing */
  public MailedLinkFinder(Map<FindLink.Kind, Function<Secret, Future<FindLink.Answer>>> services) {
    this.services = Map.copyOf(services);
  }

  public Future<FindLink.Answer> find(FindLink question) {
    return services
        .getOrDefault(question.kind(), link -> Future.succeededFuture(new FindLink.Answer(Optional.empty())))
        .apply(question.link());
  }
}
