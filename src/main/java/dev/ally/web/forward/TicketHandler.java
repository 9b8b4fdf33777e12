package dev.ally.web.forward;

import dev.ally.bus.Bus;
import dev.ally.contract.oidc.RedeemTicket;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.ClientAddress;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.FormFields;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.ProxyRequest;
import dev.ally.web.exchange.Reply;
import dev.ally.web.forward.HostReply.Reason;
import dev.ally.web.guard.Mint;
import io.vertx.core.Future;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * {@code /.ally/…} of the protected hosts, which their proxies hand on unchanged: {@code /.ally/session} exchanges a
 * ticket for a cookie of that host.
 */
public final class TicketHandler {
  /** What the paths that a proxy hands on begin with. */
  public static final String ROOT = "/.ally/";

  private static final String SESSION = ROOT + "session";
  private static final int SEE_OTHER = 303;

  private final Bus bus;
  private final Mint mint;
  private final URI publicUrl;
  private final boolean httpsHere;
  private final HostReply replies = new HostReply();

  public TicketHandler(Bus bus, Mint mint, URI publicUrl) {
    this.bus = bus;
    this.mint = mint;
    this.publicUrl = publicUrl;
    this.httpsHere = "https".equals(publicUrl.getScheme());
  }

  public Future<Reply> answer(ProxyRequest request) {
    Optional<HostRequest> read = HostRequest.handedOn(request.method(), request.target(), request.headers());
    if (!request.trusted() || read.isEmpty() || httpsHere && !read.get().https()) {
      return replies.forbidden(!request.trusted() ? Reason.UNTRUSTED
          : read.isEmpty() ? Reason.UNREADABLE : Reason.PLAIN_HTTP, "").now();
    }
    if (!read.get().path().equals(SESSION)) {
      return HostReply.text(404, "There is nothing here").now();
    }
    return request.method().equals("GET")
        ? Future.succeededFuture(read.get()).compose(asked -> redeem(request, asked)).otherwise(HostReply::of)
        : HostReply.text(405, "Only GET").header("Allow", "GET").now();
  }

  /** Without its cookie a browser cannot complete a login. None is begun again: the redirects would never end. */
  private Future<Reply> redeem(ProxyRequest request, HostRequest asked) {
    Secret ticket = ticket(asked);
    Optional<Secret> binding = HostCookies.of(request.headers(), asked.https()).find(Cookie.HOST_LOGIN);
    if (binding.isEmpty() || ticket.isEmpty()) {
      return stopped().now();
    }
    Secret newSession = mint.token();
    RedeemTicket question = new RedeemTicket(
        mint.operationId(), asked.host(), ticket, binding.get(), newSession, request.requestInfo());
    return RedeemTicket.OPERATION.ask(bus, question).map(answer -> switch (answer.outcome()) {
      case UNKNOWN -> stopped();
      case AGAIN -> Reply.seeOther(new ClientAddress(answer.url())).atHost();
      case REDEEMED -> Reply.seeOther(new ClientAddress(answer.url())).atHost()
          .setAtHost(Cookie.HOST_SESSION, newSession, asked.https());
    });
  }

  private static Secret ticket(HostRequest asked) {
    int query = asked.target().indexOf('?');
    return query < 0 ? Secret.empty() : FormFields
        .parse(asked.target().substring(query + 1).getBytes(StandardCharsets.ISO_8859_1)).secret(Field.TICKET);
  }

  /** The page that says so is this site's own: at the host it would have no style, and no language of the person's. */
  private Reply stopped() {
    return Reply.toThisSite(SEE_OTHER, publicUrl, new LocalPath(HostLoginHandler.STOPPED));
  }
}
