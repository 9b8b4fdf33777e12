package dev.ally.contract;

import dev.ally.crypto.Secret;
import java.util.List;

/**
 * New recovery codes, on their one way from {@code totp} to the page that shows them.
 *
 * @param codes in groups, as people read them
 * @param asked which of them the person types back to show that they are saved; from 1 on
 */
public record ShownRecoveryCodes(List<Secret> codes, int asked) {
  public ShownRecoveryCodes {
    codes = List.copyOf(codes);
  }
}
