package dev.ally.bus;

import java.util.Set;

/** Asks one node which operations it serves; used only between processes. */
public record Greeting() {
  /** @param addresses of the operations that the node serves; none if it is about to leave */
  public record Answer(Set<String> addresses) {
    public Answer {
      addresses = Set.copyOf(addresses);
    }
  }

  public static final BusOperation<Greeting, Answer> ACCOUNT =
      BusOperation.of("account.here.v1", Hop.WEB_TO_ACCOUNT, Greeting.class, Answer.class);
  /** The same, asked by {@code oidc}. */
  public static final BusOperation<Greeting, Answer> ACCOUNT_OF_OIDC =
      BusOperation.of("account.here.oidc.v1", Hop.OIDC_TO_ACCOUNT, Greeting.class, Answer.class);
  public static final BusOperation<Greeting, Answer> TOTP =
      BusOperation.of("totp.here.v1", Hop.ACCOUNT_TO_TOTP, Greeting.class, Answer.class);
  public static final BusOperation<Greeting, Answer> OIDC =
      BusOperation.of("oidc.here.v1", Hop.WEB_TO_OIDC, Greeting.class, Answer.class);
}
