package dev.ally.bus;

import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/**
 * How one side of an operation becomes JSON and comes back.
 *
 * <p>Reading ignores fields it does not know and gives missing ones a default, so that two versions run side by side.
 */
public record Codec<T>(Function<T, JsonObject> write, Function<JsonObject, T> read) {}
