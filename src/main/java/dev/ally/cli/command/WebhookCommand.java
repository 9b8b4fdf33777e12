package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Operator;
import dev.ally.cli.Program;
import dev.ally.contract.account.ListWebhooks;
import dev.ally.contract.account.ListWebhooks.Listed;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code webhook …}: servers of the operator that are told of security events. */
@Command(name = "webhook", description = "Sends security events to servers of yours.")
final class WebhookCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "Name what to do: " + String.join(", ", spec.subcommands().keySet()));
  }

  /** {@code webhook list}. */
  @Command(
      name = "list",
      description = "Lists the webhooks, each with its state (active, failing, off) and since when, how many events"
          + " wait for it, how many it never got, and what came of the last attempt that failed.")
  static final class All extends ListCommand<Listed> {
    All(Program program) {
      super(program);
    }

    @Override
    Listing columns(Listing listing) {
      return listing.column("id", 36).column("state", 7).column("since", 27).column("waiting", 7)
          .column("given_up", 8).column("url", 40).column("problem", 0);
    }

    @Override
    Object[] row(Listed webhook) {
      return new Object[] {
        webhook.webhookId(), webhook.state().name().toLowerCase(Locale.ROOT), webhook.since(), webhook.waiting(),
        webhook.givenUp(), webhook.url(), webhook.problem()
      };
    }

    @Override
    List<Listed> first(Operator operator) throws InterruptedException {
      return operator.ask(ListWebhooks.OPERATION, ListWebhooks.START).webhooks();
    }

    @Override
    List<Listed> after(List<Listed> some, Operator operator) throws InterruptedException {
      return operator.ask(ListWebhooks.OPERATION, ListWebhooks.after(some)).webhooks();
    }
  }
}
