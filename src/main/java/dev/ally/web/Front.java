package dev.ally.web;

import dev.ally.bus.Failed;
import dev.ally.bus.TextLimit;
import dev.ally.bus.TooMany;
import dev.ally.bus.Unavailable;
import dev.ally.config.Limit;
import dev.ally.config.Settings;
import dev.ally.contract.account.Person;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Secret;
import dev.ally.language.Languages;
import dev.ally.web.exchange.Action;
import dev.ally.web.exchange.Client;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Cookies;
import dev.ally.web.exchange.FormFields;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.ProxyAction;
import dev.ally.web.exchange.ProxyRequest;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.guard.Origin;
import dev.ally.web.guard.Sessions;
import dev.ally.web.oauth2.ProtocolReply;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a request strictly, lets its address answer it, and turns failures into pages. */
final class Front {
  private static final Logger LOG = LoggerFactory.getLogger(Front.class);
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private final Cookies cookies;
  private final Client client;
  private final URI publicUrl;
  private final Origin origin;
  private final Body body;
  private final Uploads uploads = new Uploads();
  private final Mint mint;
  private final Languages languages;
  private final Pages pages;
  private final Sessions sessions;
  private volatile Map<String, String> everyHeader;
  private Optional<AccessLog> accessLog = Optional.empty();
  private volatile boolean stopping;

  /** @param font whether pages load the operator's font */
  Front(Settings settings, Mint mint, Languages languages, Pages pages, Sessions sessions, boolean font) {
    this.cookies = new Cookies(settings);
    this.client = new Client(settings.trustedProxies());
    this.publicUrl = settings.publicUrl();
    this.origin = new Origin(settings.publicUrl());
    this.body = new Body(Limit.BODY_SIZE_BYTES.count());
    this.mint = mint;
    this.languages = languages;
    this.pages = pages;
    this.sessions = sessions;
    this.everyHeader = EveryHeader.of(settings.publicUrl(), font);
  }

  /** Has every request told. */
  Front tellingOf(Optional<AccessLog> log) {
    accessLog = log;
    return this;
  }

  /** From now on every response says that its connection will be closed. */
  void announceClose() {
    everyHeader = EveryHeader.closing(everyHeader);
  }

  /** From now on no request waits for its turn to hash a password; those that do are refused. */
  void stopWaiting() {
    stopping = true;
  }

  void serve(HttpServerRequest asked, Address address) {
    if (address.forOperators()) {
      serveOperator(asked, address);
    } else {
      serveAnyone(asked, address);
    }
  }

  /** Nothing of what anyone else sends is looked at but the session: to them it is an address like any unknown one. */
  private void serveOperator(HttpServerRequest asked, Address address) {
    asked.pause();
    personOf(asked).onComplete(found -> {
      if (found.result().filter(Person::operator).isPresent()) {
        serveAnyone(asked, address);
      } else {
        send(asked, refusal(asked, Refusal.NOT_FOUND, found.result()));
      }
      asked.resume();
    });
  }

  private void serveAnyone(HttpServerRequest asked, Address address) {
    Optional<Action> action = address.action(asked.method());
    Future<Reply> answer = action.isEmpty()
        ? explain(asked, address, new Refused(Refusal.METHOD_NOT_ALLOWED))
            .map(reply -> reply.header("Allow", address.allowed()))
        // What a program's own handler did to the request before may make reading it fail.
        : Future.succeededFuture(asked).compose(request -> form(request, address))
            .compose(form -> action.get().answer(read(asked, query(asked), form)))
            .recover(failure -> explain(asked, address, failure));
    boolean isPreflight = asked.method().equals(HttpMethod.OPTIONS);
    send(asked, address.cors().filter(cors -> !isPreflight)
        .map(cors -> answer.compose(reply -> cors.readable(read(asked, FormFields.none(), FormFields.none()), reply)))
        .orElse(answer));
  }

  /** For a proxy: neither cookies of this site nor a body are read. */
  void serve(HttpServerRequest asked, ProxyAction action) {
    send(asked, Future.succeededFuture(asked).compose(request -> action.answer(new ProxyRequest(
        request.method().name(), request.uri(), request.headers(),
        client.isTrusted(request.remoteAddress().hostAddress()),
        new RequestInfo(
            address(request), userAgent(request), Secret.empty(), Secret.empty(), false, language(request, Map.of()),
            requestId(request))))));
  }

  /** For a request that could be read, though there is nothing at its address. */
  void notFound(HttpServerRequest asked) {
    send(asked, refusal(asked, Refusal.NOT_FOUND));
  }

  /** For a request that could not be read. */
  void refuse(HttpServerRequest asked, Refusal refusal) {
    send(asked, pages.refusal(refusal, language(asked)));
  }

  /** For a request that made its handler fail. If this fails for it too, its connection is closed. */
  void fail(HttpServerRequest asked, Throwable failure) {
    send(asked, Future.failedFuture(failure));
  }

  private void send(HttpServerRequest asked, Future<Reply> answer) {
    answer.recover(failure -> explain(asked, failure))
        .compose(reply -> {
          reply.send(asked, cookies, everyHeader);
          accessLog.ifPresent(log ->
              log.note(asked.method().name(), asked.path(), asked.response().getStatusCode(), address(asked)));
          return Future.succeededFuture();
        })
        .onFailure(failure -> {
          LOG.error("a request could not be answered", failure);
          asked.connection().close();
        });
  }

  private Future<Reply> explain(HttpServerRequest asked, Address address, Throwable failure) {
    if (address.tooLarge().isPresent() && failure instanceof Refused why && why.refusal() == Refusal.BODY_TOO_LARGE) {
      return address.tooLarge().get().answer(read(asked, FormFields.none(), FormFields.none()));
    }
    return address.kind() == Address.Kind.PROTOCOL ? ProtocolReply.of(failure).now() : explain(asked, failure);
  }

  private Future<Reply> explain(HttpServerRequest asked, Throwable failure) {
    if (failure instanceof Refused refused) {
      return refusal(asked, refused.refusal());
    }
    if (failure instanceof Unavailable unavailable) {
      return pages.refusal(Refusal.UNAVAILABLE, language(asked)).map(reply -> reply.retryAfter(unavailable.retryAfter()));
    }
    if (failure instanceof TooMany tooMany) {
      return refusal(asked, Refusal.TOO_MANY).map(reply -> reply.retryAfter(tooMany.retryAfter()));
    }
    if (!(failure instanceof Failed)) {
      LOG.error("a request failed", failure);
    }
    return refusal(asked, Refusal.FAILED);
  }

  /** The page that says why; with the menu of the person who is signed in, if that can be found out. */
  private Future<Reply> refusal(HttpServerRequest asked, Refusal refusal) {
    return personOf(asked).compose(person -> refusal(asked, refusal, person));
  }

  private Future<Reply> refusal(HttpServerRequest asked, Refusal refusal, Optional<Person> person) {
    Request request = read(asked, FormFields.none(), FormFields.none());
    return person
        .map(who -> pages.refusal(refusal, request, who))
        .orElseGet(() -> pages.refusal(refusal, request.language()));
  }

  /** Who is signed in; empty also when that cannot be found out. */
  private Future<Optional<Person>> personOf(HttpServerRequest asked) {
    return sessions.personOf(read(asked, FormFields.none(), FormFields.none())).otherwise(Optional.empty());
  }

  /** A form from another site is refused before its body is read, where the address takes none. */
  private Future<FormFields> form(HttpServerRequest asked, Address address) {
    if (!asked.method().equals(HttpMethod.POST)) {
      return Future.succeededFuture(FormFields.none());
    }
    return switch (address.kind()) {
      case PAGE, UPLOAD -> isForeign(asked)
          ? Future.failedFuture(new Refused(Refusal.FOREIGN))
          : address.kind() == Address.Kind.UPLOAD && Uploads.isUpload(asked)
              ? upload(asked)
              : body.of(asked).map(Buffer::getBytes).map(FormFields::parse);
      case ENTRANCE -> body.of(asked).map(Buffer::getBytes).map(FormFields::parse);
      case PROTOCOL -> body.ofFormOrNone(asked).map(Buffer::getBytes).map(FormFields::parse);
    };
  }

  private boolean isForeign(HttpServerRequest asked) {
    return origin.isForeign(asked.headers().getAll("Origin"), asked.headers().getAll("Sec-Fetch-Site"));
  }

  /**
   * Read only for people who are signed in: others, however slowly they send, take none of the few places. Without a
   * session it is a form without fields.
   */
  private Future<FormFields> upload(HttpServerRequest asked) {
    asked.pause();
    return sessions.personOf(read(asked, FormFields.none(), FormFields.none())).transform(found -> {
      Future<FormFields> form = found.failed() ? Future.failedFuture(found.cause())
          : found.result().isPresent() ? uploads.of(asked)
          : Future.succeededFuture(FormFields.none());
      asked.resume();
      return form;
    });
  }

  private static FormFields query(HttpServerRequest asked) {
    return asked.query() == null
        ? FormFields.none()
        : FormFields.parse(asked.query().getBytes(StandardCharsets.ISO_8859_1));
  }

  private Request read(HttpServerRequest asked, FormFields query, FormFields form) {
    Map<Cookie, String> found = cookies.read(asked.headers().getAll("Cookie"));
    return new Request(
        asked.path(),
        asked.headers(),
        isForeign(asked),
        query,
        form,
        found,
        LocalPath.within(publicUrl, Optional.ofNullable(asked.getHeader("Referer")).orElse("")),
        token(found, Cookie.VISITOR),
        new RequestInfo(
            address(asked), userAgent(asked), token(found, Cookie.BROWSER), mint.token(),
            !found.containsKey(Cookie.BROWSER), language(asked, found), requestId(asked)),
        () -> stopping || asked.response().closed());
  }

  private String language(HttpServerRequest asked) {
    return language(asked, cookies.read(asked.headers().getAll("Cookie")));
  }

  private String language(HttpServerRequest asked, Map<Cookie, String> found) {
    String accepted = Optional.ofNullable(asked.getHeader("Accept-Language")).orElse("");
    return languages.best(Optional.ofNullable(found.get(Cookie.LANGUAGE)), accepted);
  }

  private Secret token(Map<Cookie, String> found, Cookie cookie) {
    return Optional.ofNullable(found.get(cookie)).map(Secret::of).orElseGet(mint::token);
  }

  private String requestId(HttpServerRequest asked) {
    return RequestId.of(asked.headers(), client.isTrusted(asked.remoteAddress().hostAddress()), mint);
  }

  private String address(HttpServerRequest asked) {
    return client.addressOf(asked.remoteAddress().hostAddress(), asked.headers());
  }

  private static String userAgent(HttpServerRequest asked) {
    String sent = TextLimit.USER_AGENT.cut(Optional.ofNullable(asked.getHeader("User-Agent")).orElse(""));
    return CONTROL.matcher(sent).replaceAll(" ");
  }
}
