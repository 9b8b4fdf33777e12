package dev.ally.web.page;

import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.FormFields;

/**
 * What was typed on a form that takes a code or a recovery code, and the problems to show at that field.
 *
 * @param byRecoveryCode whether the field of the recovery code was filled in; the other field is then ignored. Where
 *     both are empty, whether the button of the recovery code was pressed
 */
public record TypedProof(String typed, boolean byRecoveryCode) {
  public static TypedProof of(FormFields form) {
    String recovery = form.text(Field.RECOVERY_CODE);
    String code = form.text(Field.TOTP);
    boolean pressed = form.text(Field.BY).equals(Field.RECOVERY_CODE.id());
    return recovery.isBlank() && !(code.isBlank() && pressed)
        ? new TypedProof(code, false)
        : new TypedProof(recovery, true);
  }

  public Secret code() {
    return Secret.of(typed);
  }

  public Problem wrong() {
    return byRecoveryCode ? said("wrong") : CodeProblem.wrong();
  }

  public Problem spent() {
    return byRecoveryCode ? said("spent") : CodeProblem.spent();
  }

  /** @param page asks for the code */
  public Problem malformed(Page page) {
    return byRecoveryCode ? said("malformed") : CodeProblem.malformed(typed, page);
  }

  private Problem said(String id) {
    return Problem.at(Field.RECOVERY_CODE, "recovery_code." + id);
  }

  /** Never what was typed. */
  @Override
  public String toString() {
    return "TypedProof[" + (byRecoveryCode ? "recovery code" : "code") + "]";
  }
}
