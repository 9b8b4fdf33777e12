package dev.ally.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.TreeSet;

/** Are you there, and what do you serve? Asked of one node; between processes alone. */
public record Here() {
  /** @param addresses of the operations that the node serves; none when it is about to leave */
  public record Answer(Set<String> addresses) {
    public Answer {
      addresses = Set.copyOf(addresses);
    }
  }

  public static final BusOperation<Here, Answer> ACCOUNT = of("account.here.v1", Way.OUTER);
  public static final BusOperation<Here, Answer> TOTP = of("totp.here.v1", Way.INNER);

  private static BusOperation<Here, Answer> of(String address, Way way) {
    return new BusOperation<>(
        address,
        way,
        new Codec<>(here -> new JsonObject(), json -> new Here()),
        new Codec<>(
            a -> new JsonObject().put("addresses", new JsonArray(a.addresses.stream().sorted().toList())),
            json -> {
              Set<String> addresses = new TreeSet<>();
              json.getJsonArray("addresses", new JsonArray()).forEach(one -> addresses.add(one.toString()));
              return new Answer(addresses);
            }));
  }
}
