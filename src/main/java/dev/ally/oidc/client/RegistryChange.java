package dev.ally.oidc.client;

import dev.ally.contract.oidc.ApplyClients.Change;
import dev.ally.oidc.client.ClientFile.Entry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a file changes in the registry, worked out before anything is written. */
final class RegistryChange {
  /**
   * What becomes of one client.
   *
   * @param isGivenSecret whether it needs a secret and has none yet
   */
  record Step(Change change, String clientId, boolean isGivenSecret) {}

  private final List<Step> steps = new ArrayList<>();
  private final List<Client> put = new ArrayList<>();
  private final List<String> removed = new ArrayList<>();

  private RegistryChange() {}

  /**
   * Compares a file with the registry.
   *
   * @param entries of a file without mistakes
   * @param stored the definitions of all clients, by their ids
   * @param withSecrets the ids of clients that have a secret
   * @param mistakes a host that belongs to a client which stays is added to them
   */
  static RegistryChange of(
      List<Entry> entries, Map<String, String> stored, Set<String> withSecrets, boolean prune, Mistakes mistakes) {
    RegistryChange change = new RegistryChange();
    Map<String, String> others = new HashMap<>(stored);
    entries.forEach(entry -> others.remove(entry.client().id()));
    if (prune) {
      others.keySet().stream().sorted().forEach(change.removed::add);
    } else {
      findTakenHosts(entries, others, mistakes);
    }
    entries.forEach(entry -> change.add(entry.client(), stored.get(entry.client().id()), withSecrets));
    change.removed.forEach(id -> change.steps.add(new Step(Change.REMOVED, id, false)));
    return change;
  }

  private static void findTakenHosts(List<Entry> entries, Map<String, String> others, Mistakes mistakes) {
    Map<String, String> taken = new HashMap<>();
    others.values().stream().map(ClientJson::read)
        .forEach(client -> client.hosts().forEach(host -> taken.put(host, client.id())));
    entries.forEach(entry -> entry.hostLines().forEach((host, line) -> {
      if (taken.containsKey(host)) {
        mistakes.add(line, "client " + Mistakes.shown(entry.client().id()) + ": " + ClientField.HOSTS + ": "
            + Mistakes.shown(host) + " is a host of client " + Mistakes.shown(taken.get(host))
            + ", which the file does not name");
      }
    }));
  }

  private void add(Client client, String definition, Set<String> withSecrets) {
    boolean isGivenSecret = client.hasSecrets() && !withSecrets.contains(client.id());
    boolean isSame = definition != null && !isGivenSecret && ClientJson.read(definition).equals(client);
    if (!isSame) {
      put.add(client);
    }
    steps.add(new Step(
        definition == null ? Change.CREATED : isSame ? Change.UNCHANGED : Change.CHANGED, client.id(), isGivenSecret));
  }

  /** The clients to write. */
  List<Client> put() {
    return put;
  }

  /** The ids of clients to remove. */
  List<String> removed() {
    return removed;
  }

  /** The ids of clients that get a secret. */
  Set<String> givenSecrets() {
    Set<String> given = new HashSet<>();
    steps.stream().filter(Step::isGivenSecret).forEach(step -> given.add(step.clientId));
    return given;
  }

  /** As the outcome of the operation is remembered. */
  String encode() {
    JsonArray outcome = new JsonArray();
    steps.forEach(step -> outcome.add(new JsonObject().put("change", step.change.name()).put("id", step.clientId)
        .put("secret", step.isGivenSecret)));
    return outcome.encode();
  }

  static List<Step> decode(String outcome) {
    return new JsonArray(outcome).stream().map(JsonObject.class::cast)
        .map(step -> new Step(
            Change.valueOf(step.getString("change")), step.getString("id"), step.getBoolean("secret")))
        .toList();
  }
}
