package dev.ally.cli.transfer;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** The users of a realm that Keycloak has exported, in one file with the realm or in files of their own. */
record KeycloakUsers(Path file) implements ImportSource {
  @Override
  public void read(Sink sink) throws IOException, InterruptedException {
    JsonRecords.read(file, "users", (line, user) -> {
      String name = JsonRecords.text(user, "username");
      String email = JsonRecords.text(user, "email");
      if (JsonRecords.text(user, "serviceAccountClientId") != null) {
        return;
      }
      if (email == null && (name == null || !name.contains("@"))) {
        sink.bad(line, "the user " + ForeignAccount.shown(String.valueOf(name)) + " has no email address");
        return;
      }
      sink.line(line, account(user, email == null ? name : email).line());
    });
  }

  private static ForeignAccount account(JsonObject user, String email) {
    ForeignAccount account = new ForeignAccount()
        .put("id", JsonRecords.text(user, "id")).put("email", email).put("name", name(user))
        .put("locked", !Boolean.TRUE.equals(user.getValue("enabled")));
    if (user.getValue("createdTimestamp") instanceof Number millis) {
      account.put("created_at", Instant.ofEpochMilli(millis.longValue()).toString());
    }
    for (String locale : JsonRecords.texts(JsonRecords.object(user, "attributes"), "locale")) {
      account.put("language", locale.replace('_', '-'));
    }
    JsonRecords.texts(user, "groups").forEach(account::group);
    boolean hasPassword = false;
    for (JsonObject credential : JsonRecords.objects(user, "credentials")) {
      String type = JsonRecords.text(credential, "type");
      if ("password".equals(type) && !hasPassword) {
        hasPassword = true;
        account.put("password_hash", new JsonObject()
            .put("credentialData", credential.getValue("credentialData"))
            .put("secretData", credential.getValue("secretData")));
      } else if ("otp".equals(type)) {
        account.authenticator(authenticator(credential, email));
      }
    }
    return account;
  }

  private static String name(JsonObject user) {
    String first = JsonRecords.text(user, "firstName");
    String last = JsonRecords.text(user, "lastName");
    String both = ((first == null ? "" : first) + " " + (last == null ? "" : last)).strip();
    return both.isEmpty() ? JsonRecords.text(user, "username") : both;
  }

  /** The value is the key itself, in UTF-8, unless it is said to be in base32. */
  private static String authenticator(JsonObject credential, String email) {
    JsonObject data = JsonRecords.object(credential, "credentialData");
    String value = textOr("", JsonRecords.object(credential, "secretData"), "value");
    return ForeignAccount.uri(
        textOr("totp", data, "subType"), textOr(email, credential, "userLabel"),
        "BASE32".equals(data.getValue("secretEncoding")) ? value : ForeignAccount.base32(value),
        textOr("HmacSHA1", data, "algorithm"), data.getValue("digits", 6), data.getValue("period", 30));
  }

  private static String textOr(String otherwise, JsonObject holder, String field) {
    String text = JsonRecords.text(holder, field);
    return text == null ? otherwise : text;
  }
}
