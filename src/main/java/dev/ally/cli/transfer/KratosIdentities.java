package dev.ally.cli.transfer;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;

/** Identities of Ory Kratos with their credentials, as its administration lists them. */
record KratosIdentities(Path file) implements ImportSource {
  @Override
  public void read(Sink sink) throws IOException, InterruptedException {
    JsonRecords.read(file, "", (line, identity) -> {
      String email = email(identity);
      if (email == null) {
        sink.bad(line, "the identity " + ForeignAccount.shown(String.valueOf(identity.getValue("id")))
            + " has no email address");
        return;
      }
      JsonObject credentials = JsonRecords.object(identity, "credentials");
      ForeignAccount account = new ForeignAccount()
          .put("id", JsonRecords.text(identity, "id")).put("email", email)
          .put("name", name(JsonRecords.object(identity, "traits")))
          .put("locked", "inactive".equals(identity.getValue("state")))
          .put("created_at", JsonRecords.text(identity, "created_at"))
          .put("password_hash", JsonRecords.text(config(credentials, "password"), "hashed_password"));
      String uri = JsonRecords.text(config(credentials, "totp"), "totp_url");
      if (uri != null) {
        account.authenticator(uri);
      }
      sink.line(line, account.line());
    });
  }

  private static JsonObject config(JsonObject credentials, String type) {
    return JsonRecords.object(JsonRecords.object(credentials, type), "config");
  }

  /** The trait, or else an address that is used to log in or that is verified. */
  private static String email(JsonObject identity) {
    String trait = JsonRecords.text(JsonRecords.object(identity, "traits"), "email");
    if (trait != null) {
      return trait;
    }
    JsonObject password = JsonRecords.object(JsonRecords.object(identity, "credentials"), "password");
    for (String identifier : JsonRecords.texts(password, "identifiers")) {
      if (identifier.contains("@")) {
        return identifier;
      }
    }
    for (JsonObject address : JsonRecords.objects(identity, "verifiable_addresses")) {
      if ("email".equals(address.getValue("via"))) {
        return JsonRecords.text(address, "value");
      }
    }
    return null;
  }

  private static String name(JsonObject traits) {
    if (traits.getValue("name") instanceof JsonObject parts) {
      String first = JsonRecords.text(parts, "first");
      String last = JsonRecords.text(parts, "last");
      return ((first == null ? "" : first) + " " + (last == null ? "" : last)).strip();
    }
    return JsonRecords.text(traits, "name");
  }
}
