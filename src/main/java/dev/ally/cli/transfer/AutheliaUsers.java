package dev.ally.cli.transfer;

import dev.ally.cli.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Authelia's file of users. Their authenticators are in its database, and come by a list of URIs. */
record AutheliaUsers(Path file) implements ImportSource {
  private static final int MOST_CHARACTERS = 200_000_000;
  /** As Authelia reads them, by YAML 1.1. */
  private static final Set<String> YES = Set.of("true", "yes", "on", "y");
  private static final Set<String> NO = Set.of("false", "no", "off", "n", "null", "~", "");

  @Override
  public void read(Sink sink) throws IOException, InterruptedException {
    for (NodeTuple user : tuples(root().get("users"))) {
      int line = user.getKeyNode().getStartMark().map(Mark::getLine).orElse(0) + 1;
      Map<String, Node> fields = fields(user.getValueNode());
      String email = text(fields.get("email"));
      if (email == null) {
        sink.bad(line, "the user " + ForeignAccount.shown(String.valueOf(text(user.getKeyNode())))
            + " has no email address");
        continue;
      }
      String disabled = flag(fields.get("disabled"));
      if (!YES.contains(disabled) && !NO.contains(disabled)) {
        sink.bad(line, "disabled is neither true nor false");
        continue;
      }
      ForeignAccount account = new ForeignAccount()
          .put("email", email).put("name", text(fields.get("displayname")))
          .put("password_hash", text(fields.get("password")))
          .put("locked", YES.contains(disabled))
          .put("language", text(fields.get("locale")));
      if (fields.get("groups") instanceof SequenceNode groups) {
        for (Node group : groups.getValue()) {
          account.group(group instanceof ScalarNode scalar ? scalar.getValue() : "");
        }
      }
      sink.line(line, account.line());
    }
  }

  private Map<String, Node> root() throws IOException {
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(MOST_CHARACTERS).setLabel(file.toString()).build();
    try (InputStream in = Files.newInputStream(file)) {
      Optional<Node> root = new Compose(settings).composeInputStream(in);
      Map<String, Node> fields = fields(root.orElse(null));
      if (!fields.containsKey("users")) {
        throw new Refused(file + " has no users");
      }
      return fields;
    } catch (MarkedYamlEngineException e) {
      throw new Refused(file + " is no YAML: line " + (e.getProblemMark().map(Mark::getLine).orElse(0) + 1));
    } catch (YamlEngineException e) {
      throw new Refused(file + " is no YAML");
    }
  }

  private static List<NodeTuple> tuples(Node node) {
    return node instanceof MappingNode mapping ? mapping.getValue() : List.of();
  }

  private static Map<String, Node> fields(Node node) {
    Map<String, Node> fields = new HashMap<>();
    tuples(node).forEach(tuple -> fields.put(text(tuple.getKeyNode()), tuple.getValueNode()));
    return fields;
  }

  private static String flag(Node node) {
    String value = node instanceof ScalarNode scalar ? scalar.getValue() : "no flag";
    return node == null ? "" : value.strip().toLowerCase(Locale.ROOT);
  }

  /** Null: it is no text, or an empty one. */
  private static String text(Node node) {
    return node instanceof ScalarNode scalar && !scalar.getValue().isBlank() ? scalar.getValue() : null;
  }
}
