package dev.ally.web.page;

import dev.ally.contract.account.CodeRefusal;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.FormFields;
import dev.ally.web.exchange.Reply;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.BiFunction;

/**
 * What somebody typed where either a code of the app or a recovery code will do, and what is said of it at its field.
 *
 * @param byRecoveryCode whether the recovery code's field was filled in; then the other one does not count
 */
public record TypedProof(String typed, boolean byRecoveryCode, Catalogue texts) {
  public static TypedProof of(FormFields form, Catalogue texts) {
    String recovery = form.text(Field.RECOVERY_CODE);
    String code = form.text(Field.TOTP);
    return recovery.isBlank() ? new TypedProof(code, false, texts) : new TypedProof(recovery, true, texts);
  }

  public Secret code() {
    return Secret.of(typed);
  }

  public Problem wrong() {
    return byRecoveryCode ? said("wrong") : new CodeProblem(texts).wrong();
  }

  public Problem spent() {
    return byRecoveryCode ? said("spent") : new CodeProblem(texts).spent();
  }

  public Problem malformed() {
    return byRecoveryCode ? said("malformed") : new CodeProblem(texts).malformed(typed);
  }

  public Problem tooMany(Duration wait) {
    return byRecoveryCode
        ? new Problem(Field.RECOVERY_CODE.id(), texts.tooMany(wait))
        : new CodeProblem(texts).tooMany(wait);
  }

  /**
   * The page that asked for it again.
   *
   * @param wait how long to wait, where that is why it was not taken
   * @param page with this status and problem
   */
  public Future<Reply> again(CodeRefusal why, Duration wait, BiFunction<Integer, Problem, Future<Reply>> page) {
    return switch (why) {
      case WRONG -> page.apply(422, wrong());
      case SPENT -> page.apply(422, spent());
      case MALFORMED -> page.apply(422, malformed());
      case WAIT -> page.apply(429, tooMany(wait)).map(reply -> reply.retryAfter(wait));
    };
  }

  private Problem said(String id) {
    return new Problem(Field.RECOVERY_CODE.id(), texts.say("recovery_code." + id));
  }

  /** Never what was typed. */
  @Override
  public String toString() {
    return "TypedProof[" + (byRecoveryCode ? "recovery code" : "code") + "]";
  }
}
