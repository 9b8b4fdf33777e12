package dev.ally.web.forward;

import dev.ally.bus.Bus;
import dev.ally.contract.oidc.BeginHostLogin;
import dev.ally.contract.oidc.CheckHostSession;
import dev.ally.contract.oidc.HostVisitor;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.HostLogin;
import dev.ally.web.exchange.ProxyRequest;
import dev.ally.web.exchange.Reply;
import dev.ally.web.forward.HostReply.Reason;
import dev.ally.web.guard.Mint;
import io.vertx.core.Future;
import java.net.URI;
import java.util.Optional;

/**
 * {@code /forward-auth/…}: tells a proxy whether a browser's request may go on to a protected host, and where the
 * browser goes otherwise.
 */
public final class CheckHandler {
  private static final int OK = 200;
  private static final int REDIRECT = 302;
  private static final int UNAUTHORIZED = 401;

  private final Bus bus;
  private final Mint mint;
  private final URI publicUrl;
  private final boolean httpsHere;
  private final String envoyPrefix;
  private final HostReply replies = new HostReply();

  /** @param envoyPrefix of the addresses that {@link #envoy} answers, without a slash at its end */
  public CheckHandler(Bus bus, Mint mint, URI publicUrl, String envoyPrefix) {
    this.bus = bus;
    this.mint = mint;
    this.publicUrl = publicUrl;
    this.httpsHere = "https".equals(publicUrl.getScheme());
    this.envoyPrefix = envoyPrefix;
  }

  /** Where no applications are served: a proxy that asks nevertheless must not be answered by a page. */
  public static Future<Reply> off(ProxyRequest request) {
    return HostReply.text(404, "There is nothing here").now();
  }

  /** nginx, which redirects to the {@code Location} of a 401. */
  public Future<Reply> nginx(ProxyRequest request) {
    return check(request, HostRequest.ofNginx(request.headers()), UNAUTHORIZED);
  }

  /** Caddy, Traefik and HAProxy, which pass a redirect on. */
  public Future<Reply> headers(ProxyRequest request) {
    return check(request, HostRequest.ofHeaders(request.headers()), REDIRECT);
  }

  public Future<Reply> envoy(ProxyRequest request) {
    return check(
        request,
        HostRequest.ofEnvoy(request.method(), request.target(), envoyPrefix, request.headers(), httpsHere),
        REDIRECT);
  }

  private Future<Reply> check(ProxyRequest request, Optional<HostRequest> read, int redirectStatus) {
    Optional<Reason> reason = reason(request, read);
    return reason.isPresent()
        ? replies.forbidden(reason.get(), "").now()
        : ask(request, read.orElseThrow(), redirectStatus).otherwise(HostReply::of);
  }

  private Optional<Reason> reason(ProxyRequest request, Optional<HostRequest> read) {
    return !request.trusted() ? Optional.of(Reason.UNTRUSTED)
        : read.isEmpty() ? Optional.of(Reason.UNREADABLE)
        : httpsHere && !read.get().https() ? Optional.of(Reason.PLAIN_HTTP)
        : read.get().path().startsWith(TicketHandler.ROOT) ? Optional.of(Reason.NOT_HANDED_ON)
        : Optional.empty();
  }

  private Future<Reply> ask(ProxyRequest request, HostRequest asked, int redirectStatus) {
    HostCookies cookies = HostCookies.of(request.headers(), asked.https());
    CheckHostSession question = new CheckHostSession(
        asked.host(), asked.path(), cookies.find(Cookie.HOST_SESSION).orElseGet(Secret::empty));
    return CheckHostSession.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case ADMITTED -> answer.visitor().map(CheckHandler::goOn).orElseThrow().now();
      case OPEN -> RemoteHeaders.on(HostReply.text(OK, "OK"), Optional.empty()).now();
      case UNKNOWN_HOST -> replies.forbidden(Reason.UNKNOWN_HOST, asked.host()).now();
      case LOG_IN -> Navigation.is(asked.method(), request.headers())
          ? begin(asked, cookies, redirectStatus)
          : HostReply.text(UNAUTHORIZED, "Log in first").now();
    });
  }

  private static Reply goOn(HostVisitor visitor) {
    return RemoteHeaders.on(HostReply.text(OK, "OK"), Optional.of(visitor));
  }

  /** A browser keeps the cookie of a login that it has begun in another tab, so that both can be finished. */
  private Future<Reply> begin(HostRequest asked, HostCookies cookies, int redirectStatus) {
    Secret binding = cookies.find(Cookie.HOST_LOGIN).orElseGet(mint::token);
    return BeginHostLogin.OPERATION.ask(bus, new BeginHostLogin(asked.host(), asked.url(), binding))
        .map(answer -> answer.destination().isEmpty()
            ? replies.forbidden(Reason.UNKNOWN_HOST, asked.host())
            : Reply.toThisSite(redirectStatus, publicUrl, new HostLogin(answer.destination()).path())
                .setAtHost(Cookie.HOST_LOGIN, binding, asked.https()));
  }
}
