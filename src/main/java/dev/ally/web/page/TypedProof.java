package dev.ally.web.page;

import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Fields;
import java.time.Duration;

/**
 * What somebody typed where either a code of the app or a recovery code will do, and what is said of it at its field.
 *
 * @param byRecoveryCode whether the recovery code's field was filled in; then the other one does not count
 */
public record TypedProof(String typed, boolean byRecoveryCode, Texts texts) {
  /** The recovery code's field: its name and id. */
  public static final String RECOVERY_FIELD = "recovery_code";

  public static TypedProof of(Fields form, Texts texts) {
    String recovery = form.text(RECOVERY_FIELD);
    String code = form.text(CodeProblem.FIELD);
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
    return byRecoveryCode ? new Problem(RECOVERY_FIELD, texts.tooMany(wait)) : new CodeProblem(texts).tooMany(wait);
  }

  private Problem said(String id) {
    return new Problem(RECOVERY_FIELD, texts.say("recovery_code." + id));
  }

  /** Never what was typed. */
  @Override
  public String toString() {
    return "TypedProof[" + (byRecoveryCode ? "recovery code" : "code") + "]";
  }
}
