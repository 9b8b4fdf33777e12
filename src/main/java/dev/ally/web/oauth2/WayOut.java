package dev.ally.web.oauth2;

import dev.ally.contract.oidc.AuthorizationResponse.Parameter;
import dev.ally.contract.oidc.AuthorizationResponse;
import dev.ally.language.Text;
import dev.ally.web.exchange.ClientAddress;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Sends a person back to an application, always to an address that it has registered.
 *
 * <p>Chromium applies the {@code form-action} of a page to every redirect behind its form. So a redirect to an
 * application would be blocked behind a form of this site; there a page leads on by itself instead.
 */
public final class WayOut {
  private final Sessions sessions;
  private final Pages pages;

  public WayOut(Sessions sessions, Pages pages) {
    this.sessions = sessions;
    this.pages = pages;
  }

  /**
   * @param clientName what the application is called; empty: it is not known
   * @param behindForm whether a form of this site led to this request, perhaps through redirects
   */
  Future<Reply> to(Request request, AuthorizationResponse response, String clientName, boolean behindForm) {
    return switch (response.mode()) {
      case QUERY -> to(request, withParameters(response), clientName, behindForm);
      case FORM_POST -> posting(request, response, clientName);
    };
  }

  /** @param address with all its parameters */
  public Future<Reply> to(Request request, ClientAddress address, String clientName, boolean behindForm) {
    return behindForm
        ? reply(request, page("leaving", address, clientName)).map(reply -> reply.leadingOn(address))
        : Reply.seeOther(address).now();
  }

  private Future<Reply> posting(Request request, AuthorizationResponse response, String clientName) {
    ClientAddress address = new ClientAddress(response.redirectUri());
    Page page = page("posting", address, clientName).with("parameters", response.parameters());
    return reply(request, page).map(reply -> reply.withFormTo(address));
  }

  /** The way out is open to those whose session has ended too, or cannot be asked for. */
  private Future<Reply> reply(Request request, Page page) {
    return sessions.find(request).map(found -> found.person().or(found::held)).otherwise(Optional.empty())
        .compose(person -> pages.replyWithoutSwitch(request, person, page));
  }

  private static Page page(String template, ClientAddress address, String clientName) {
    String name = clientName.isEmpty() ? address.formSource() : clientName;
    return Page.of(template)
        .with("title", Text.of("leaving.title").with("application", name))
        .with("address", address.text())
        .with("application", name);
  }

  /** RFC 6749 §4.1.2: the parameters are added to the query that the address may have. */
  private static ClientAddress withParameters(AuthorizationResponse response) {
    String added = response.parameters().stream()
        .map(WayOut::encoded)
        .collect(Collectors.joining("&"));
    String separator = response.redirectUri().contains("?") ? "&" : "?";
    return new ClientAddress(response.redirectUri() + separator + added);
  }

  private static String encoded(Parameter parameter) {
    return parameter.name() + "=" + URLEncoder.encode(parameter.value(), StandardCharsets.UTF_8);
  }
}
