package dev.ally.database.backup;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a backup says of itself, in clear: the second line of its file, as JSON.
 *
 * @param program the version of Ally that wrote it
 * @param made when
 * @param versions the newest migration of each schema, by the schema's name
 * @param sealingKeys the ids of the keys under which rows of each schema are sealed, by the schema's name
 * @param sequences by their names with the schema
 */
public record BackupHeader(
    String program, Instant made, Map<String, String> versions, Map<String, Set<String>> sealingKeys,
    Map<String, Sequence> sequences) {
  /** @param called whether {@code last} was given out already */
  record Sequence(long last, boolean called) {}

  String json() {
    JsonObject keys = new JsonObject();
    sealingKeys.forEach((schema, ids) -> keys.put(schema, new JsonArray(ids.stream().sorted().toList())));
    JsonObject counters = new JsonObject();
    sequences.forEach((name, sequence) ->
        counters.put(name, new JsonObject().put("last", sequence.last).put("called", sequence.called)));
    return new JsonObject()
        .put("program", program)
        .put("made", made.toString())
        .put("schemas", new JsonObject(new TreeMap<>(versions)))
        .put("sealing_keys", keys)
        .put("sequences", counters)
        .encode();
  }

  /** @throws RuntimeException when that is no header */
  static BackupHeader of(String json) {
    JsonObject header = new JsonObject(json);
    Map<String, String> versions = new TreeMap<>();
    JsonObject schemas = header.getJsonObject("schemas");
    schemas.fieldNames().forEach(schema -> versions.put(schema, schemas.getString(schema)));
    Map<String, Set<String>> sealingKeys = new TreeMap<>();
    JsonObject keys = header.getJsonObject("sealing_keys");
    for (String schema : keys.fieldNames()) {
      Set<String> ids = new TreeSet<>();
      keys.getJsonArray(schema).forEach(id -> ids.add((String) id));
      sealingKeys.put(schema, ids);
    }
    Map<String, Sequence> sequences = new TreeMap<>();
    JsonObject counters = header.getJsonObject("sequences");
    for (String name : counters.fieldNames()) {
      JsonObject sequence = counters.getJsonObject(name);
      sequences.put(name, new Sequence(sequence.getLong("last"), sequence.getBoolean("called")));
    }
    return new BackupHeader(
        header.getString("program"), Instant.parse(header.getString("made")), versions, sealingKeys, sequences);
  }
}
