package dev.ally.web.helpdesk;

import dev.ally.contract.account.InspectAccount.Inspected;
import dev.ally.contract.account.InspectAccount.Noted;
import dev.ally.contract.account.InspectAccount;
import dev.ally.language.Text;
import dev.ally.web.activity.ShownEvent;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.Details;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The page of one account. */
final class AccountView {
  private static final String TEXTS = "desk-account.";
  private static final Set<Notice> NOTICES = EnumSet.of(
      Notice.NOTHING_CHANGED, Notice.DESK_SESSIONS_ENDED, Notice.DESK_RESET_MAILED, Notice.DESK_FACTOR_OFF,
      Notice.DESK_LOCKED, Notice.DESK_UNLOCKED);

  private final Details details;

  AccountView(Details details) {
    this.details = details;
  }

  /**
   * An act that was refused.
   *
   * @param reasonProblem what is wrong with the reason; empty: nothing
   * @param codeProblem what is wrong with the code; empty: nothing
   */
  record Failed(DeskAct act, String reason, Optional<Text> reasonProblem, Optional<Text> codeProblem) {}

  static String reasonId(DeskAct act) {
    return Field.REASON.id() + "-" + act.path();
  }

  static String codeId(DeskAct act) {
    return Field.TOTP.id() + "-" + act.path();
  }

  Page page(Request request, InspectAccount.Answer answer, Inspected account, long before, Optional<Failed> failed) {
    String address = DeskPaths.account(account.person().accountId());
    List<Noted> events = account.events();
    Page page = Page.of("desk-account")
        .of(answer.operator().orElseThrow(NoSession::new), request)
        .codeDigits(answer.codeDigits())
        .notice(Notice.of(request, NOTICES))
        .with("name", account.person().name())
        .with("email", account.person().email())
        .with("id", account.person().accountId())
        .with("since", details.time(account.since()))
        .with("state", account.lockedSince()
            .map(since -> Text.of(TEXTS + "locked").with("since", details.time(since)))
            .orElse(Text.of(TEXTS + "open")))
        .with("twoFactor", twoFactor(account))
        .with("sessions", account.sessions())
        .with("lastLogin", account.lastLogin().<Object>map(details::time).orElse(Text.of(TEXTS + "unknown")))
        .with("groups", account.groups().stream().sorted().collect(Collectors.joining(", ")))
        .with("acts", acts(account, address, failed))
        .with("events", events.stream().map(this::shown).toList())
        .with("turns", before != 0 || account.more());
    Page withCodes = account.twoFactor()
        ? page.with("recoveryCodes", Text.of("recovery.left").with("count", account.recoveryCodes())) : page;
    Page withLater = before != 0 ? withCodes.with("later", address) : withCodes;
    return account.more()
        ? withLater.with("older", address + "?" + Field.BEFORE.id() + "=" + events.get(events.size() - 1).event().id())
        : withLater;
  }

  private Text twoFactor(Inspected account) {
    return account.twoFactor()
        ? Text.of("security.on").with("since", details.day(account.twoFactorSince()))
        : Text.of("security.off");
  }

  private List<Map<String, Object>> acts(Inspected account, String address, Optional<Failed> failed) {
    return account.acts()
        ? Arrays.stream(DeskAct.values()).filter(act -> act.isOfferedFor(account))
            .map(act -> act(act, account, address, failed.filter(one -> one.act == act))).toList()
        : List.of();
  }

  private static Map<String, Object> act(DeskAct act, Inspected account, String address, Optional<Failed> failed) {
    Map<String, Object> shown = new HashMap<>(Map.of(
        "title", Text.of(TEXTS + act.path()),
        "what", Text.of(TEXTS + act.path() + ".what"),
        "action", address + "/" + act.path(),
        "reasonId", reasonId(act),
        "codeId", codeId(act),
        "code", act.act().needsCode(),
        "tone", act.tone(),
        "open", failed.isPresent(),
        "reason", failed.map(Failed::reason).orElse("")));
    hindrance(act, account).ifPresent(why -> shown.put("hindrance", why));
    failed.flatMap(Failed::reasonProblem).ifPresent(problem -> shown.put("reasonProblem", problem));
    failed.flatMap(Failed::codeProblem).ifPresent(problem -> shown.put("codeProblem", problem));
    return shown;
  }

  /** Why it cannot be done; empty: it can. */
  private static Optional<Text> hindrance(DeskAct act, Inspected account) {
    return act != DeskAct.RESET ? Optional.empty()
        : !account.mailed() ? Optional.of(Text.of(TEXTS + "no-mail"))
        : account.lockedSince().isPresent() ? Optional.of(Text.of(TEXTS + "unlock-first"))
        : Optional.empty();
  }

  private Map<String, Object> shown(Noted noted) {
    Map<String, Object> shown = ShownEvent.of(noted.event(), details);
    if (!noted.actor().isEmpty()) {
      shown.put("by", Text.of(TEXTS + "by").with("operator", noted.actor()).with("reason", noted.reason()));
    }
    return shown;
  }
}
