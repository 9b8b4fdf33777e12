package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;

/**
 * Gives the account of this session another language, for pages and emails.
 *
 * @param language its tag (BCP 47), of one that {@code web} offers
 */
public record ChooseLanguage(Secret session, String language) {
  public enum Outcome { NO_SESSION, CHOSEN }

  public record Answer(@Fallback("NO_SESSION") Outcome outcome) {}

  public static final BusOperation<ChooseLanguage, Answer> OPERATION =
      BusOperation.of("account.language.v1", Hop.WEB_TO_ACCOUNT, ChooseLanguage.class, Answer.class);
}
