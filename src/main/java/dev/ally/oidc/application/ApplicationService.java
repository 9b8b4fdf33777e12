package dev.ally.oidc.application;

import dev.ally.bus.Bus;
import dev.ally.contract.account.FindLogin.Login;
import dev.ally.contract.account.NoteApplication;
import dev.ally.contract.oidc.EndApplication;
import dev.ally.contract.oidc.ListApplications.Application;
import dev.ally.contract.oidc.ListApplications;
import dev.ally.oidc.client.Client;
import dev.ally.oidc.client.Clients;
import dev.ally.oidc.logout.BackChannel;
import dev.ally.oidc.token.Grants.Held;
import dev.ally.oidc.token.Grants;
import dev.ally.oidc.token.Logins;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Lists the applications that a person has logged in to and that still have access, and takes that back. */
public final class ApplicationService {
  private final Bus bus;
  private final Logins logins;
  private final Clients clients;
  private final Grants grants;
  private final BackChannel backChannel;

  /** @param bus reaches {@code account} */
  public ApplicationService(Bus bus, Clients clients, Grants grants, BackChannel backChannel) {
    this.bus = bus;
    this.logins = new Logins(bus);
    this.clients = clients;
    this.grants = grants;
    this.backChannel = backChannel;
  }

  public Future<ListApplications.Answer> list(ListApplications question) {
    return logins.find(question.voucher()).compose(login -> login.isEmpty()
        ? Future.succeededFuture(new ListApplications.Answer(Optional.empty()))
        : list(login.get()).map(all -> new ListApplications.Answer(Optional.of(all))));
  }

  /** Grants, and consents, which let an application in again without a question. */
  private Future<List<Held>> held(Login login) {
    return grants.held(login.accountId(), login.generation())
        .compose(held -> grants.agreed(login.accountId()).map(agreed -> Stream.concat(
            held.stream(),
            agreed.stream().map(each -> new Held(each.clientId(), each.scopes(), each.at(), each.at(), true)))
            .toList()));
  }

  private Future<List<Application>> list(Login login) {
    return held(login).compose(held -> {
      Map<String, List<Held>> byClient = new TreeMap<>();
      held.forEach(each -> byClient.computeIfAbsent(each.clientId(), id -> new ArrayList<>()).add(each));
      return clients.findAll(byClient.keySet()).map(known -> byClient.entrySet().stream()
          .map(one -> application(
              one.getKey(), Optional.ofNullable(known.get(one.getKey())).map(Client::name).orElse(one.getKey()),
              one.getValue()))
          .sorted(Comparator.comparing(Application::lastUsed).reversed())
          .toList());
    });
  }

  private static Application application(String clientId, String name, List<Held> held) {
    TreeSet<String> scopes = new TreeSet<>(Comparator.comparingInt(Client.SCOPES::indexOf));
    held.forEach(each -> scopes.addAll(each.scopes()));
    Instant since = held.stream().map(Held::madeAt).min(Comparator.naturalOrder()).orElseThrow();
    Instant lastUsed = held.stream().map(Held::usedAt).max(Comparator.naturalOrder()).orElseThrow();
    return new Application(
        clientId, name, List.copyOf(scopes), since, lastUsed, held.stream().anyMatch(each -> !each.endsWithSession()));
  }

  /** It is in the activity log before it is done. Asking again after a lost answer changes nothing more. */
  public Future<EndApplication.Answer> end(EndApplication question) {
    return logins.find(question.voucher()).compose(login -> login.isEmpty()
        ? Future.succeededFuture(new EndApplication.Answer(false))
        : clients.find(question.clientId())
            .compose(client -> end(question, login.get(), client.map(Client::name).orElse(question.clientId()))));
  }

  private Future<EndApplication.Answer> end(EndApplication question, Login login, String clientName) {
    return held(login)
        .map(held -> held.stream().anyMatch(each -> each.clientId().equals(question.clientId())))
        .compose(isHeld -> isHeld
            ? NoteApplication.OPERATION.ask(bus, new NoteApplication(
                question.operationId(), login.accountId(), NoteApplication.Event.TAKEN_BACK, clientName,
                question.requestInfo())).<Void>mapEmpty()
            : Future.<Void>succeededFuture())
        .compose(noted -> backChannel.endClient(login.accountId(), question.clientId()))
        .map(new EndApplication.Answer(true));
  }
}
