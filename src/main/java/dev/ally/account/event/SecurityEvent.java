package dev.ally.account.event;

import dev.ally.database.Sql;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A security event, as the audit log and webhooks tell it.
 *
 * @param nr in the order of which events are told
 * @param id the same wherever it is told
 * @param what its name, which {@code src/docs/audit.md} explains
 * @param accountId the account that it happened to; empty: none, as at a login with an address of nobody
 * @param actor {@link #OPERATOR}, or the id of the account that did it; empty: it is not known who
 * @param address of the client; empty: there was none
 * @param outcome {@code success} or {@code failure}
 * @param request the id of the request within which it happened; empty: there was none
 * @param reason what else there is to say; empty: nothing
 */
public record SecurityEvent(
    long nr, UUID id, Instant at, String what, Optional<UUID> accountId, String actor, String address, String outcome,
    String request, String reason) {
  /** The actor of what a command does. */
  public static final String OPERATOR = "operator";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** @param row of {@code account.event} */
  public static SecurityEvent of(Row row) {
    return new SecurityEvent(
        row.getLong("nr"), row.getUUID("id"), Sql.instant(row, "at").orElseThrow(), row.getString("what"),
        Optional.ofNullable(row.getUUID("account_id")), row.getString("actor"), row.getString("address"),
        row.getString("outcome"), row.getString("request"), row.getString("reason"));
  }

  /** The object of the audit line, with these keys in this order; null: there is none. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("time", TIME.format(at))
        .put("event", what)
        .put("account", accountId.map(UUID::toString).orElse(null))
        .put("actor", Sql.nullable(actor))
        .put("address", Sql.nullable(address))
        .put("outcome", outcome)
        .put("request", Sql.nullable(request))
        .put("reason", Sql.nullable(reason));
  }
}
