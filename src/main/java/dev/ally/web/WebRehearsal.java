package dev.ally.web;

import dev.ally.bus.Bus;
import dev.ally.bus.RehearsalBus;
import dev.ally.bus.Rounds;
import dev.ally.contract.account.FindPendingLogin;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.Paths;
import dev.ally.web.guard.Mint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A browser that logs in again and again before anyone is served, so that the code is compiled. {@code account} is asked
 * for a session that does not exist, and otherwise not at all: nothing is counted or kept.
 */
final class WebRehearsal {
  private static final Pattern FORM_TOKEN =
      Pattern.compile("name=\"" + Field.CSRF.id() + "\" value=\"([^\"]+)\"");

  private final HttpClient client;
  private final int port;
  private final URI origin;

  private WebRehearsal(HttpClient client, int port, URI origin) {
    this.client = client;
    this.port = port;
    this.origin = origin;
  }

  /** Opens the pages of a server at this port of this machine. */
  static Future<Void> of(Vertx vertx, int port, URI origin) {
    HttpClient client = vertx.createHttpClient();
    WebRehearsal rehearsal = new WebRehearsal(client, port, origin);
    return Rounds.of(() -> rehearsal.new Visit().logIn()).eventually(client::close);
  }

  /** Answers each step of a login as if it was right, after {@code account} was asked for a session. */
  static Future<Bus> bus(Bus real, Mint mint) {
    RehearsalBus bus = new RehearsalBus(real);
    FindSession nobody = new FindSession(mint.token());
    return Future.all(
        LogIn.OPERATION.serve(bus, question -> FindSession.OPERATION.ask(real, nobody)
            .map(LogIn.Answer.of(LogIn.Outcome.CODE_NEEDED))),
        FindPendingLogin.OPERATION.serve(bus, question -> FindSession.OPERATION.ask(real, nobody)
            .map(new FindPendingLogin.Answer(true))),
        LogInWithCode.OPERATION.serve(bus, question -> FindSession.OPERATION.ask(real, nobody)
            .map(LogInWithCode.Answer.of(LogInWithCode.Outcome.SIGNED_IN)))).map(bus);
  }

  /** With cookies of its own. */
  private final class Visit {
    private final Map<String, String> cookies = new HashMap<>();

    private Future<?> logIn() {
      return get(Paths.LOGIN)
          .compose(page -> post(Paths.LOGIN, page, "email=ada%40example.org&password=correct+horse"))
          .compose(asked -> get(Paths.LOGIN_CODE))
          .compose(page -> post(Paths.LOGIN_CODE, page, "totp=000000"))
          .compose(signedIn -> get(Paths.HOME));
    }

    private Future<String> get(String path) {
      return send(HttpMethod.GET, path, "");
    }

    private Future<String> post(String path, String page, String fields) {
      Matcher token = FORM_TOKEN.matcher(page);
      return token.find()
          ? send(HttpMethod.POST, path, fields + "&" + Field.CSRF.id() + "=" + token.group(1))
          : Future.failedFuture("no form");
    }

    private Future<String> send(HttpMethod method, String path, String body) {
      return client.request(method, port, "127.0.0.1", path).compose(request -> {
        cookies.forEach((name, value) -> request.headers().add("Cookie", name + "=" + value));
        if (method.equals(HttpMethod.POST)) {
          request.headers().add("Origin", origin.toString()).add("Content-Type", "application/x-www-form-urlencoded");
        }
        return request.send(body).compose(this::read);
      });
    }

    private Future<String> read(HttpClientResponse response) {
      for (String header : response.cookies()) {
        String[] pair = header.split(";", 2)[0].split("=", 2);
        cookies.put(pair[0], pair[1]);
      }
      return response.body().map(Buffer::toString);
    }
  }
}
