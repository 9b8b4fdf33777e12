package dev.ally.web.page;

import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the page after a redirect says once; a cookie carries its name, and nothing is shown that is not listed here. */
public enum Notice {
  ACTIVATED(true),
  DEACTIVATED(true),
  RECOVERY_CODE_USED(false),
  RECOVERY_CODES_SAVED(true),
  RECOVERY_CODES_REPLACED(true),
  AUTHENTICATOR_ADDED(true),
  AUTHENTICATOR_REPLACED(true),
  AUTHENTICATOR_REMOVED(true),
  AUTHENTICATOR_NAMED(true),
  PASSWORD_CHANGED(true),
  NAME_CHANGED(true),
  EMAIL_CHANGE_ASKED(true),
  EMAIL_CHANGE_ASKED_LATER(true),
  EMAIL_CHANGED(true),
  SESSION_ENDED(true),
  OTHERS_ENDED(true),
  NOTHING_CHANGED(false),
  LINK_EXPIRED(false),
  LINK_TRIES_SPENT(false),
  LOGGED_OUT(true),
  LOGIN_EXPIRED(false),
  LOGIN_DEAD(false),
  RESET_ASKED(true),
  SIGN_UP_MAILED(true),
  PASSWORD_RESET(true),
  UNDONE(true),
  UNDO_STOPPED(true),
  BROWSER_ADMITTED(true);

  private final boolean success;

  Notice(boolean success) {
    this.success = success;
  }

  /** Whether something was done; else something needs attention. */
  public boolean success() {
    return success;
  }

  /** Its id in the catalogue. */
  String textId() {
    return "notice." + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The same reply, with this said on the next page. */
  public Reply on(Reply reply) {
    return reply.set(Cookie.FLASH, Secret.of(name()));
  }

  /** What the request carries, if it is one of those that the page may say. */
  public static Optional<Notice> of(Request request, Set<Notice> sayable) {
    String name = request.secret(Cookie.FLASH).revealText();
    return sayable.stream().filter(notice -> notice.name().equals(name)).findFirst();
  }
}
