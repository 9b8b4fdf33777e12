package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Which webhooks are there? Some at a time, in the order of their ids; for the operator alone.
 *
 * @param after the id of the last one before; zeros: from the first on
 */
public record ListWebhooks(UUID after) {
  /** The first question. */
  public static final ListWebhooks START = new ListWebhooks(new UUID(0, 0));

  /** How a webhook stands. */
  public enum State {
    ACTIVE,
    /** Events do not arrive; they are tried again. */
    FAILING,
    /** The receiver has answered 410, so that nothing is sent any more. */
    OFF
  }

  /**
   * One webhook.
   *
   * @param since when its state began
   * @param waiting how many events it has still to get
   * @param givenUp how many events it never got
   * @param problem of the last attempt that failed; empty: none since the last success
   */
  public record Listed(
      UUID webhookId, String url, @Fallback("FAILING") State state, Instant since, long waiting, long givenUp,
      String problem) {}

  /** @param webhooks none: there are no more */
  public record Answer(List<Listed> webhooks) {
    public Answer {
      webhooks = List.copyOf(webhooks);
    }
  }

  public static final BusOperation<ListWebhooks, Answer> OPERATION =
      BusOperation.of("account.webhooks.list.v1", Hop.OPERATOR, ListWebhooks.class, Answer.class);

  /** The question for those behind these. */
  public static ListWebhooks after(List<Listed> some) {
    return new ListWebhooks(some.get(some.size() - 1).webhookId);
  }
}
