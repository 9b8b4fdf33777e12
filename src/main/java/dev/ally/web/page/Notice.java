package dev.ally.web.page;

import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A message that the page after a redirect shows once. A cookie carries its name; only the names listed here are shown.
 */
public enum Notice {
  ACTIVATED(true),
  DEACTIVATED(true),
  RECOVERY_CODE_USED(false),
  RECOVERY_CODES_SAVED(true),
  RECOVERY_CODES_REPLACED(true),
  /** After a restore; they were replaced. */
  RECOVERY_CODES_VOID(false),
  AUTHENTICATOR_ADDED(true),
  AUTHENTICATOR_REPLACED(true),
  AUTHENTICATOR_REMOVED(true),
  AUTHENTICATOR_NAMED(true),
  PASSWORD_CHANGED(true),
  NAME_CHANGED(true),
  PICTURE_CHANGED(true),
  PICTURE_REMOVED(true),
  EMAIL_CHANGE_ASKED(true),
  EMAIL_CHANGE_ASKED_LATER(true),
  EMAIL_CHANGE_CANCELLED(true),
  EMAIL_CHANGED(true),
  SESSION_ENDED(true),
  OTHERS_ENDED(true),
  APPLICATION_ENDED(true),
  NOTHING_CHANGED(false),
  LINK_EXPIRED(false),
  LINK_TRIES_SPENT(false),
  LOGGED_OUT(true),
  SESSION_OVER(false),
  FORM_TOO_OLD(false),
  ACCOUNT_DELETED(true),
  LOGIN_EXPIRED(false),
  LOGIN_DEAD(false),
  MAIL_ASKED_AGAIN(true),
  PASSWORD_RESET(true),
  UNDONE(true),
  UNDO_STOPPED(true),
  BROWSER_ADMITTED(true),
  DESK_SESSIONS_ENDED(true),
  DESK_RESET_MAILED(true),
  DESK_FACTOR_OFF(true),
  DESK_LOCKED(true),
  DESK_UNLOCKED(true);

  private final boolean success;

  Notice(boolean success) {
    this.success = success;
  }

  /** Whether it reports a success; otherwise it asks for attention. */
  public boolean success() {
    return success;
  }

  /** Its id in the catalogue. */
  String textId() {
    return "notice." + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The reply, after which the next page shows this message. */
  public Reply on(Reply reply) {
    return reply.set(Cookie.FLASH, Secret.of(name()));
  }

  /** The message that the request carries, if the page may show it. */
  public static Optional<Notice> of(Request request, Set<Notice> sayable) {
    String name = request.secret(Cookie.FLASH).revealText();
    return sayable.stream().filter(notice -> notice.name().equals(name)).findFirst();
  }
}
