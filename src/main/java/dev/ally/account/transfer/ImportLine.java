package dev.ally.account.transfer;

import dev.ally.account.rules.EmailAddress;
import dev.ally.account.rules.GroupName;
import dev.ally.account.rules.NewAccountRules;
import dev.ally.bus.TextLimit;
import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.crypto.ForeignHash;
import dev.ally.crypto.Secret;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A line of an import: one account.
 *
 * @param hash of its password, as its program writes it
 * @param foreignKind the kind of that hash
 * @param authenticators URIs of keys
 * @param language a tag of BCP 47; empty: not known
 */
record ImportLine(
    int number, EmailAddress email, String name, Optional<String> hash, String foreignKind,
    List<Secret> authenticators, Set<String> groups, boolean locked, Optional<UUID> id, Optional<Instant> createdAt,
    String language) {
  private static final Set<String> FIELDS = Set.of(
      "email", "name", "password_hash", "authenticators", "groups", "locked", "id", "created_at", "language",
      // Of an export; it follows from the authenticators.
      "second_factor");
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}");
  private static final int LONGEST_SHOWN = 40;
  private static final int MOST_GROUPS = 1_000;

  /** A line that is skipped; the message says why, and holds no secret. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String reason) {
      super(reason);
    }
  }

  /**
   * Reads a line.
   *
   * @param now no account was made later
   * @throws Refused if it cannot be imported
   */
  static ImportLine read(int number, Secret line, Instant now) {
    JsonObject json = object(line);
    for (String field : json.fieldNames()) {
      require(FIELDS.contains(field), () -> "unknown field " + shown(field));
    }
    EmailAddress email = email(text(json, "email").orElse(""));
    Optional<String> hash = Optional.ofNullable(json.getValue("password_hash")).map(HashForms::text);
    String kind = hash.map(ImportLine::kind).orElse("");
    return new ImportLine(
        number, email, name(text(json, "name").orElse(""), email), hash, kind,
        authenticators(texts(json, "authenticators")), groups(texts(json, "groups")),
        flag(json, "locked"), text(json, "id").map(ImportLine::id),
        text(json, "created_at").map(at -> createdAt(at, now)), language(text(json, "language").orElse("")));
  }

  private static JsonObject object(Secret line) {
    try {
      return new JsonObject(line.revealText());
    } catch (DecodeException | ClassCastException none) {
      throw new Refused("is no JSON object");
    }
  }

  private static EmailAddress email(String typed) {
    return EmailAddress.parse(typed).orElseThrow(() -> new Refused(switch (EmailAddress.problem(typed).orElseThrow()) {
      case EMAIL_MISSING -> "email is missing";
      case EMAIL_TOO_LONG -> "email is too long";
      case EMAIL_LOCAL_PART -> "email has a character outside ASCII before the @";
      default -> "email is no email address that mail can be sent to";
    }));
  }

  /** Where there is none, what stands before the @. */
  private static String name(String name, EmailAddress email) {
    String stripped = NewAccountRules.name(name);
    if (stripped.isEmpty()) {
      return email.text().substring(0, email.text().lastIndexOf('@'));
    }
    Optional<Problem> problem = NewAccountRules.nameProblem(stripped);
    require(problem.isEmpty(), problem.equals(Optional.of(Problem.NAME_TOO_LONG))
        ? "name is longer than 100 characters" : "name has characters that cannot be shown");
    return stripped;
  }

  private static String kind(String hash) {
    try {
      return ForeignHash.parse(hash).kind();
    } catch (ForeignHash.Unusable unusable) {
      throw new Refused(unusable.getMessage());
    }
  }

  /** What is longer would reach {@code totp} cut, without what stands at its end. */
  private static List<Secret> authenticators(List<String> uris) {
    int longest = TextLimit.PARAMETER.longest();
    uris.forEach(uri -> require(uri.codePointCount(0, uri.length()) <= longest,
        () -> "an authenticator has a URI of more than " + longest + " characters"));
    return uris.stream().map(Secret::of).toList();
  }

  private static Set<String> groups(List<String> names) {
    require(names.size() <= MOST_GROUPS, "groups are more than " + MOST_GROUPS);
    names.forEach(name -> require(GroupName.isValid(name),
        () -> "group " + shown(name) + " is no name of 1 to 64 ASCII letters, digits, . _ -"));
    return new TreeSet<>(names);
  }

  private static UUID id(String text) {
    try {
      UUID id = UUID.fromString(text);
      require(id.toString().equalsIgnoreCase(text), "id is no UUID");
      return id;
    } catch (IllegalArgumentException none) {
      throw new Refused("id is no UUID");
    }
  }

  private static Instant createdAt(String text, Instant now) {
    try {
      Instant at = OffsetDateTime.parse(text).toInstant();
      require(!at.isAfter(now), "created_at is in the future");
      require(!at.isBefore(Instant.EPOCH), "created_at is before 1970");
      return at;
    } catch (DateTimeException none) {
      throw new Refused("created_at is no time such as 2026-03-03T09:00:00Z");
    }
  }

  private static String language(String tag) {
    require(tag.isEmpty() || LANGUAGE.matcher(tag).matches(), "language is no tag such as en or pt-BR");
    return tag;
  }

  private static Optional<String> text(JsonObject json, String field) {
    Object value = json.getValue(field);
    require(value == null || value instanceof String, field + " is no text");
    return Optional.ofNullable((String) value);
  }

  private static boolean flag(JsonObject json, String field) {
    Object value = json.getValue(field);
    require(value == null || value instanceof Boolean, field + " is neither true nor false");
    return Boolean.TRUE.equals(value);
  }

  private static List<String> texts(JsonObject json, String field) {
    Object value = json.getValue(field);
    require(value == null || value instanceof JsonArray, field + " is no array");
    List<String> texts = new ArrayList<>();
    if (value != null) {
      ((JsonArray) value).forEach(one -> {
        require(one instanceof String, field + " has an element that is no text");
        texts.add((String) one);
      });
    }
    return texts;
  }

  static void require(boolean so, String otherwise) {
    require(so, () -> otherwise);
  }

  /** @param otherwise made only where it is told: most lines are right */
  private static void require(boolean so, Supplier<String> otherwise) {
    if (!so) {
      throw new Refused(otherwise.get());
    }
  }

  /** In ASCII and short, for a terminal. */
  static String shown(String text) {
    String cut = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
    return '"' + cut.replaceAll("[^ -~]|\"", "?") + '"';
  }

  /** Names its line alone. */
  @Override
  public String toString() {
    return "ImportLine[" + number + "]";
  }
}
