package dev.ally.oidc.client;

import static dev.ally.oidc.client.ClientField.HOSTS;
import static dev.ally.oidc.client.ClientField.ID;
import static dev.ally.oidc.client.ClientField.TYPE;

import dev.ally.oidc.client.Client.Type;
import dev.ally.oidc.client.JsonTree.Node;
import dev.ally.text.ByteOrderMark;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the operator's file: a JSON array with one object for each client. Every mistake is found at once, with its
 * line.
 */
final class ClientFile {
  private static final int MOST_CLIENTS = 10_000;

  /**
   * A client of the file.
   *
   * @param hostLines the line of each host
   */
  record Entry(Client client, int line, Map<String, Integer> hostLines) {}

  private final URI publicUrl;
  private final ClientReader reader;
  private final Mistakes mistakes;
  private final Map<String, Integer> lineOfId = new HashMap<>();
  private final Map<String, String> clientOfHost = new HashMap<>();

  private ClientFile(URI publicUrl, boolean mayCallPrivate, Mistakes mistakes) {
    this.publicUrl = publicUrl;
    this.reader = new ClientReader(mayCallPrivate);
    this.mistakes = mistakes;
  }

  /**
   * The clients of a file, as far as they could be read.
   *
   * @param publicUrl no protected host is this one
   * @param mayCallPrivate whether logout tokens may go to http addresses
   */
  static List<Entry> read(String file, URI publicUrl, boolean mayCallPrivate, Mistakes mistakes) {
    Node root = JsonTree.read(ByteOrderMark.remove(file), mistakes);
    if (root == null) {
      return List.of();
    }
    if (!(root.content() instanceof List<?> elements)) {
      mistakes.add(root.line(), "the file is no JSON array of clients");
      return List.of();
    }
    if (elements.size() > MOST_CLIENTS) {
      mistakes.add(root.line(), "the file has " + elements.size() + " clients; it may have " + MOST_CLIENTS);
      return List.of();
    }
    ClientFile opened = new ClientFile(publicUrl, mayCallPrivate, mistakes);
    List<Entry> entries = new ArrayList<>();
    elements.forEach(element -> opened.entry((Node) element).ifPresent(entries::add));
    return entries;
  }

  private Optional<Entry> entry(Node element) {
    if (!(element.content() instanceof Map<?, ?>)) {
      mistakes.add(element.line(), "a client is a JSON object");
      return Optional.empty();
    }
    FieldReader fields = new FieldReader(element, mistakes);
    Optional<String> id = id(fields);
    Type type = fields.constant(TYPE, Type.values(), ClientReader::inFile, Type.WEB);
    fields.names().forEach(name ->
        ClientField.problem(name, type).ifPresent(problem -> fields.mistake(name, problem)));
    Map<String, Integer> hosts = hosts(fields, type, id.orElse(""));
    Client client = type == Type.PROXY
        ? reader.proxy(fields, id.orElse(""), List.copyOf(hosts.keySet()))
        : reader.application(fields, id.orElse(""), type);
    return id.map(known -> new Entry(client, element.line(), hosts));
  }

  private Optional<String> id(FieldReader fields) {
    if (!fields.has(ID)) {
      fields.mistake(ID, "is missing");
      return Optional.empty();
    }
    Optional<String> id = fields.text(ID);
    id.ifPresent(text -> {
      fields.name(text);
      if (!Client.isId(text)) {
        fields.mistake(ID, "has other characters than letters, digits, \".\", \"_\" and \"-\", or more than "
            + Client.LONGEST_ID);
      }
      Integer earlier = lineOfId.putIfAbsent(text, fields.line(ID));
      if (earlier != null) {
        fields.mistake(ID, "is that of another client, in line " + earlier);
      }
    });
    return id;
  }

  private Map<String, Integer> hosts(FieldReader fields, Type type, String id) {
    if (type != Type.PROXY) {
      return Map.of();
    }
    Map<String, Integer> hosts = fields.texts(HOSTS);
    if (hosts.isEmpty()) {
      fields.mistakeOfNone(HOSTS, "has no host", "is missing, which type \"proxy\" needs");
    }
    hosts.forEach((host, line) -> {
      problemOfHost(host).ifPresent(problem -> fields.mistake(line, HOSTS, host, problem));
      String other = clientOfHost.putIfAbsent(host, id);
      if (other != null && !other.equals(id)) {
        fields.mistake(line, HOSTS, host, "is a host of client " + Mistakes.shown(other) + " too");
      }
    });
    return hosts;
  }

  private Optional<String> problemOfHost(String host) {
    String scheme = publicUrl.getScheme().toLowerCase(Locale.ROOT);
    String usualPort = scheme.equals("https") ? ":443" : ":80";
    if (host.contains("://") || host.contains("/")) {
      return Optional.of("is no host alone: leave out its scheme and its path");
    }
    if (host.contains("*")) {
      return Optional.of("has a *: hosts are exact, there are no wildcards");
    }
    return RegisteredUri.problemOfHost(host).or(() -> host.endsWith(usualPort)
        ? Optional.of("has the port that is the default: leave it out")
        : (scheme + "://" + host).equals(RegisteredUri.origin(publicUrl.toString()))
            ? Optional.of("is the host of ALLY_PUBLIC_URL itself") : Optional.empty());
  }
}
