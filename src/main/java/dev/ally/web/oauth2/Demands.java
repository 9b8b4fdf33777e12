package dev.ally.web.oauth2;

import dev.ally.bus.TextLimit;
import dev.ally.contract.oidc.AuthorizationDemand;
import dev.ally.web.exchange.FormFields;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import java.util.LinkedHashSet;
import java.util.Set;

/** Reads an authorization request; {@code oidc} alone judges it. */
final class Demands {
  private final FormFields fields;
  private final Set<String> known = new LinkedHashSet<>();

  private Demands(FormFields fields) {
    this.fields = fields;
  }

  /** @throws Refused where a parameter is so long that it would not come back as it was */
  static AuthorizationDemand of(FormFields fields) {
    return new Demands(fields).read();
  }

  private AuthorizationDemand read() {
    return new AuthorizationDemand(
        text("client_id"), text("redirect_uri"), text("response_type"), text("response_mode"), text("scope"),
        text("state"), text("nonce"), text("code_challenge"), text("code_challenge_method"), text("prompt"),
        text("max_age"), text("acr_values"), text("claims", TextLimit.JWT), text("login_hint"),
        text("id_token_hint", TextLimit.JWT), text("ui_locales"), text("request", TextLimit.JWT), text("request_uri"),
        text("registration", TextLimit.JWT),
        fields.repeated().stream().filter(known::contains).toList());
  }

  private String text(String name) {
    return text(name, TextLimit.PARAMETER);
  }

  private String text(String name, TextLimit limit) {
    known.add(name);
    String value = fields.first(name);
    if (!limit.cut(value).equals(value)) {
      throw new Refused(Refusal.ADDRESS_TOO_LONG);
    }
    return value;
  }
}
