package dev.ally.account.password;

import dev.ally.account.rules.EmailAddress;
import dev.ally.account.rules.NewAccountRules;
import dev.ally.account.rules.PasswordRules;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.contract.account.NewAccount;
import dev.ally.crypto.Secret;
import dev.ally.files.HashFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which passwords may be chosen: those that the rules accept and that are not in the operator's file of breached ones. A
 * file that cannot be read any more lets no password be chosen.
 */
public final class NewPasswords {
  private static final Logger LOG = LoggerFactory.getLogger(NewPasswords.class);

  private final Vertx vertx;
  private final PasswordRules rules;
  private final Optional<HashFile> breached;

  public NewPasswords(Vertx vertx, PasswordRules rules, Optional<HashFile> breached) {
    this.vertx = vertx;
    this.rules = rules;
    this.breached = breached;
  }

  public PasswordRules rules() {
    return rules;
  }

  /** The problem of a new password. */
  public Future<Optional<Problem>> problem(Secret typed, EmailAddress email) {
    Optional<Problem> problem = rules.problem(typed, email);
    return problem.isPresent() ? Future.succeededFuture(problem) : breached(typed);
  }

  /** All problems of a new account at once; none, if it may be made. */
  public Future<Set<Problem>> problems(NewAccount account) {
    return withBreached(account.password(), NewAccountRules.problemsBeforePassword(account),
        EmailAddress.of(account.email()));
  }

  /** The problems of the name and the password of an account whose email address was checked before. */
  public Future<Set<Problem>> problems(EmailAddress email, String name, Secret password) {
    Set<Problem> problems = EnumSet.noneOf(Problem.class);
    NewAccountRules.nameProblem(NewAccountRules.name(name)).ifPresent(problems::add);
    return withBreached(password, problems, email);
  }

  private Future<Set<Problem>> withBreached(Secret password, Set<Problem> others, EmailAddress email) {
    return problem(password, email).map(problem -> {
      problem.ifPresent(others::add);
      return others;
    });
  }

  private Future<Optional<Problem>> breached(Secret typed) {
    if (breached.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    String hash = sha1(PasswordRules.normalized(typed));
    return vertx.executeBlocking(() -> breached.get().contains(hash), false).transform(found -> {
      if (found.failed()) {
        LOG.error("the file of breached passwords cannot be read", found.cause());
        return Future.failedFuture(new Unavailable("breached passwords are unknown", Duration.ofSeconds(30)));
      }
      return Future.succeededFuture(found.result() ? Optional.of(Problem.PASSWORD_BREACHED) : Optional.empty());
    });
  }

  private static String sha1(Secret password) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1")
          .digest(password.revealText().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().withUpperCase().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
