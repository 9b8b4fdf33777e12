package dev.ally.bus;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.TreeSet;

/** Are you there, and what do you serve? Asked of one node; between processes alone. */
public record Greeting() {
  /** @param addresses of the operations that the node serves; none when it is about to leave */
  public record Answer(Set<String> addresses) {
    public Answer {
      addresses = Set.copyOf(addresses);
    }
  }

  public static final BusOperation<Greeting, Answer> ACCOUNT = of("account.here.v1", Hop.WEB_TO_ACCOUNT);
  public static final BusOperation<Greeting, Answer> TOTP = of("totp.here.v1", Hop.ACCOUNT_TO_TOTP);

  private static BusOperation<Greeting, Answer> of(String address, Hop way) {
    return new BusOperation<>(
        address,
        way,
        new Codec<>(here -> new JsonObject(), json -> new Greeting()),
        new Codec<>(
            a -> new JsonObject().put("addresses", new JsonArray(a.addresses.stream().sorted().toList())),
            json -> {
              Set<String> addresses = new TreeSet<>();
              json.getJsonArray("addresses", new JsonArray()).forEach(one -> addresses.add(one.toString()));
              return new Answer(addresses);
            }));
  }
}
