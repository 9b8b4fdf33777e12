package dev.ally.web.authenticator;

import dev.ally.web.exchange.Paths;
import java.util.Locale;

/** A change of one authenticator. Each has its own page. */
public enum Change {
  ADD,
  REPLACE,
  REMOVE;

  public String path() {
    return Paths.AUTHENTICATORS + "/" + id();
  }

  /** As in texts and addresses. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
