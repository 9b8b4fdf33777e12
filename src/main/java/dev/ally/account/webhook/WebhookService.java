package dev.ally.account.webhook;

import dev.ally.account.event.SecurityEvent;
import dev.ally.contract.account.AddWebhook;
import dev.ally.contract.account.ListWebhooks;
import dev.ally.contract.account.MakeWebhookKey;
import dev.ally.contract.account.RemoveWebhook;
import dev.ally.contract.account.TestWebhook;
import dev.ally.crypto.SealBroken;
import dev.ally.crypto.Secret;
import dev.ally.outgoing.OutgoingHttp;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The operator's commands on webhooks. */
public final class WebhookService {
  private final PgWebhookStore store;
  private final OutgoingHttp http;
  private final boolean privateAllowed;
  private final Clock clock;

  /** @param privateAllowed whether events may go to private addresses and by plain http */
  public WebhookService(Pool pool, WebhookKeys keys, OutgoingHttp http, boolean privateAllowed, Clock clock) {
    this.store = new PgWebhookStore(pool, keys);
    this.http = http;
    this.privateAllowed = privateAllowed;
    this.clock = clock;
  }

  public Future<AddWebhook.Answer> add(AddWebhook question) {
    Optional<String> problem = WebhookAddress.problem(question.url(), privateAllowed);
    return problem.isPresent()
        ? Future.succeededFuture(refused(problem.get()))
        : http.check(URI.create(question.url())).compose(
            checked -> store.add(question.webhookId(), question.url(), clock.instant())
                .map(key -> key
                    .map(made -> new AddWebhook.Answer(AddWebhook.Outcome.ADDED, WebhookKeys.text(made), ""))
                    .orElseGet(() -> AddWebhook.Answer.of(AddWebhook.Outcome.TOO_MANY))),
            refusal -> Future.succeededFuture(refused(refusal.getMessage())));
  }

  private static AddWebhook.Answer refused(String problem) {
    return new AddWebhook.Answer(AddWebhook.Outcome.REFUSED, Secret.empty(), problem);
  }

  public Future<ListWebhooks.Answer> list(ListWebhooks question) {
    return store.list(question.after()).map(ListWebhooks.Answer::new);
  }

  public Future<RemoveWebhook.Answer> remove(RemoveWebhook question) {
    return store.remove(question.webhookId(), clock.instant()).map(removed -> new RemoveWebhook.Answer(
        removed ? RemoveWebhook.Outcome.REMOVED : RemoveWebhook.Outcome.NO_WEBHOOK));
  }

  public Future<MakeWebhookKey.Answer> makeKey(MakeWebhookKey question) {
    Instant now = clock.instant();
    return store.find(question.webhookId()).compose(found -> found.isEmpty()
        ? Future.succeededFuture(new MakeWebhookKey.Answer(MakeWebhookKey.Outcome.NO_WEBHOOK, Secret.empty()))
        : store.replaceKey(question.operationId(), question.webhookId(), now.plus(question.overlap()), now)
            .map(key -> new MakeWebhookKey.Answer(MakeWebhookKey.Outcome.MADE, WebhookKeys.text(key))));
  }

  public Future<TestWebhook.Answer> test(TestWebhook question) {
    return store.find(question.webhookId()).compose(url -> url.isEmpty()
        ? Future.succeededFuture(new TestWebhook.Answer(TestWebhook.Outcome.NO_WEBHOOK, 0, ""))
        : store.keys(question.webhookId(), clock.instant()).compose(
            keys -> test(question, URI.create(url.get()), keys),
            failure -> failure instanceof SealBroken
                ? Future.succeededFuture(notTaken("its key does not open")) : Future.failedFuture(failure)));
  }

  private Future<TestWebhook.Answer> test(TestWebhook question, URI url, List<Secret> keys) {
    Instant now = clock.instant();
    WebhookMessage message = WebhookMessage.of(new SecurityEvent(
        0, question.operationId(), now, "WEBHOOK_TEST", Optional.empty(), SecurityEvent.OPERATOR, "", "success", "",
        question.webhookId().toString()));
    return http.post(url, message.headers(now, keys), message.body())
        .map(status -> new TestWebhook.Answer(
            WebhookSender.isTaken(status) ? TestWebhook.Outcome.TAKEN : TestWebhook.Outcome.NOT_TAKEN, status, ""))
        .otherwise(failure -> notTaken(PostProblem.of(failure)));
  }

  private static TestWebhook.Answer notTaken(String problem) {
    return new TestWebhook.Answer(TestWebhook.Outcome.NOT_TAKEN, 0, problem);
  }
}
