package dev.ally.contract.account;

import dev.ally.bus.JsonFields;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What an account is made of, as somebody typed it. */
public record NewAccount(String email, String name, Secret password) {
  /** What can be wrong with it; several at once. */
  public enum Problem {
    EMAIL_MISSING,
    EMAIL_MALFORMED,
    /** More than 254 octets, or 64 before the @. */
    EMAIL_TOO_LONG,
    /** What stands before the @ is not in ASCII: mail to it needs SMTPUTF8. */
    EMAIL_LOCAL_PART,
    /** A character of the domain stands for another one: a full-width letter, Kelvin's sign, a blank. */
    EMAIL_LOOKALIKE,
    /** What stands after the @ is no domain that mail can be sent to. */
    EMAIL_DOMAIN,
    NAME_MISSING,
    NAME_TOO_LONG,
    /** Text that harms where it is shown: control characters, half of a surrogate pair, marks without end. */
    NAME_MALFORMED,
    PASSWORD_MISSING,
    PASSWORD_TOO_SHORT,
    PASSWORD_TOO_LONG,
    PASSWORD_MALFORMED,
    PASSWORD_COMMON,
    PASSWORD_IS_EMAIL,
    EMAIL_TAKEN
  }

  /** @param problems none when the account was made */
  public record Answer(Set<Problem> problems) {
    public boolean created() {
      return problems.isEmpty();
    }

    static JsonObject toJson(Answer answer) {
      return toJson(answer.problems);
    }

    static JsonObject toJson(Set<Problem> problems) {
      return new JsonObject().put("problems", new JsonArray(problems.stream().map(Enum::name).toList()));
    }

    static Answer fromJson(JsonObject json) {
      return new Answer(problems(json.getJsonArray("problems")));
    }

    /** A problem that is not known here is read as one all the same: the account was not made. */
    static Set<Problem> problems(JsonArray names) {
      Set<Problem> problems = EnumSet.noneOf(Problem.class);
      for (Object name : names) {
        problems.add(JsonFields.choice(new JsonObject().put("problem", name), "problem", Problem.EMAIL_MALFORMED));
      }
      return problems;
    }
  }

  /** Of an answer; a problem that is not known here is read as one all the same. */
  static Optional<Problem> emailProblem(JsonObject answer) {
    return answer.getString("problem") == null
        ? Optional.empty()
        : Optional.of(JsonFields.choice(answer, "problem", Problem.EMAIL_MALFORMED));
  }

  JsonObject toJson() {
    return new JsonObject().put("email", email).put("name", name).put("password", password.revealText());
  }

  static NewAccount fromJson(JsonObject json, String field) {
    JsonObject account = json.getJsonObject(field, new JsonObject());
    return new NewAccount(
        JsonFields.text(account, "email"), JsonFields.text(account, "name"), JsonFields.secret(account, "password"));
  }
}
