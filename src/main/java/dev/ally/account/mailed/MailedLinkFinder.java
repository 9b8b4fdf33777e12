package dev.ally.account.mailed;

import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Says whose account a mailed link is for, by asking the service that the kind of link belongs to. */
public final class MailedLinkFinder {
  private final Map<MailedLinkKind, Function<Secret, Future<FindMailedLink.Answer>>> services;

  /** @param services by which each kind of link is found; a kind that is missing opens nothing */
  public MailedLinkFinder(Map<MailedLinkKind, Function<Secret, Future<FindMailedLink.Answer>>> services) {
    this.services = Map.copyOf(services);
  }

  public Future<FindMailedLink.Answer> find(FindMailedLink question) {
    return services
        .getOrDefault(question.kind(), link -> Future.succeededFuture(new FindMailedLink.Answer(Optional.empty())))
        .apply(question.link());
  }
}
