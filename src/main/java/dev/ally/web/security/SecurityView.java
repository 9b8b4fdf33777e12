package dev.ally.web.security;

import dev.ally.config.Limit;
import dev.ally.contract.account.ChangeMethod.Method;
import dev.ally.contract.account.ShowSecurity.Security;
import dev.ally.language.Text;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.AuthenticatorName;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The page "Security". */
final class SecurityView {
  /** Why the second factor stays on. */
  static final Text REQUIRED = Text.of("security.required.stays");

  private final StatusSentence status;

  SecurityView(Clock clock) {
    this.status = new StatusSentence(clock);
  }

  Page fresh(Request request, Security security, Optional<Method> chosen) {
    return page(request, security, chosen).notice(Notice.of(request, sayable(security)));
  }

  /** @param chosen the method that the form, or the address, named; empty: the current one is selected */
  Page page(Request request, Security security, Optional<Method> chosen) {
    Method current = security.twoFactor() ? Method.AUTHENTICATOR : Method.NONE;
    return Page.of("security")
        .of(security.person(), request)
        .with("atSecurity", true)
        .with("next", next(request))
        .with("status", status.of(security))
        .with("undo", status.ofUndo(security))
        .with("on", security.twoFactor())
        .with("authenticators", authenticators(security))
        .with("several", security.authenticators().size() > 1)
        .with("recoveryCodes", Text.of("recovery.left").with("count", security.recoveryCodes()))
        .with("held", security.held())
        .with("passwordFresh", security.passwordFresh())
        .with("minutes", Limit.HELD_LIFE.duration().toMinutes())
        .with("demand", status.ofDemand(security))
        .with("onward", next(request).isEmpty() ? Paths.HOME : next(request))
        .with("unsaved", security.recoveryCodesUnsaved())
        .with("fewRecoveryCodes", security.fewRecoveryCodes())
        .with("authenticator", security.held() || chosen.orElse(current) == Method.AUTHENTICATOR);
  }

  /** The original destination of a login by recovery code; empty: there was none. */
  private static String next(Request request) {
    LocalPath wanted = LocalPath.wantedBy(request);
    return wanted.equals(LocalPath.HOME) ? "" : wanted.text();
  }

  private List<Map<String, Object>> authenticators(Security security) {
    return security.authenticators().stream().map(one -> Map.<String, Object>of(
        "id", one.id().toString(),
        "name", AuthenticatorName.of(one),
        "used", status.of(one))).toList();
  }

  /** A notice about a change is shown only while the change still holds. */
  private static Set<Notice> sayable(Security security) {
    return EnumSet.of(
        security.twoFactor() ? Notice.ACTIVATED : Notice.DEACTIVATED,
        Notice.RECOVERY_CODE_USED,
        Notice.UNDO_STOPPED,
        Notice.RECOVERY_CODES_SAVED,
        Notice.AUTHENTICATOR_ADDED,
        Notice.AUTHENTICATOR_REPLACED,
        Notice.AUTHENTICATOR_REMOVED,
        Notice.AUTHENTICATOR_NAMED,
        Notice.PASSWORD_CHANGED,
        Notice.NOTHING_CHANGED,
        Notice.LINK_EXPIRED,
        Notice.LINK_TRIES_SPENT);
  }
}
