package dev.ally.cli.command;

import dev.ally.cli.Program;
import dev.ally.contract.oidc.FindClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code client show}. */
@Command(name = "show", description = "Shows a client with all its fields, those of the file and the defaults.")
final class ClientShow extends AboutClient {
  /** The names of the constants are the values of the option. */
  private enum Format {
    table,
    json
  }

  @Option(
      names = "--format",
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "table, or json: the client as it may stand in the file of \"client apply\"")
  private Format format;

  ClientShow(Program program) {
    super(program);
  }

  @Override
  List<String> run() throws InterruptedException {
    String definition = ask(FindClient.OPERATION, new FindClient(id())).definition().orElseThrow(this::noClient);
    return format == Format.json ? List.of(Listing.ascii(definition)) : table(new JsonObject(definition));
  }

  private static List<String> table(JsonObject client) {
    int width = client.fieldNames().stream().mapToInt(String::length).max().orElse(0) + 2;
    return client.fieldNames().stream()
        .map(name -> (name + " ".repeat(width - name.length()) + shown(client.getValue(name))).stripTrailing())
        .toList();
  }

  private static String shown(Object value) {
    return value instanceof JsonArray array
        ? array.stream().map(Object::toString).collect(Collectors.joining(", "))
        : value instanceof JsonObject object ? object.encode() : value.toString();
  }
}
