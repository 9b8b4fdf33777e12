package dev.ally.web;

import dev.ally.bus.Asker;
import dev.ally.bus.Bus;
import dev.ally.bus.BusOperation;
import dev.ally.contract.LinkedAuthenticator;
import dev.ally.contract.PendingKey;
import dev.ally.contract.ShownRecoveryCodes;
import dev.ally.contract.account.AbandonEnrolment;
import dev.ally.contract.account.ActOnAccount;
import dev.ally.contract.account.AddAuthenticator;
import dev.ally.contract.account.AskEmailChange;
import dev.ally.contract.account.AskPasswordReset;
import dev.ally.contract.account.CancelEmailChange;
import dev.ally.contract.account.ChangeMethod;
import dev.ally.contract.account.ChangeName;
import dev.ally.contract.account.ChangePassword;
import dev.ally.contract.account.ChangePicture;
import dev.ally.contract.account.ChooseLanguage;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.CompleteEnrolment;
import dev.ally.contract.account.Deactivate;
import dev.ally.contract.account.DeleteOwnAccount;
import dev.ally.contract.account.DropAuthenticator;
import dev.ally.contract.account.EndOtherSessions;
import dev.ally.contract.account.EndSession;
import dev.ally.contract.account.ExportData;
import dev.ally.contract.account.FactorChange;
import dev.ally.contract.account.FactorRefusal;
import dev.ally.contract.account.FindAccounts;
import dev.ally.contract.account.FindEmailChange;
import dev.ally.contract.account.FindEnrolment;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.FindPendingLogin;
import dev.ally.contract.account.FindPicture;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.InspectAccount;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.LogOut;
import dev.ally.contract.account.NameAuthenticator;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.OpenHelpDesk;
import dev.ally.contract.account.Person;
import dev.ally.contract.account.ReplaceRecoveryCodes;
import dev.ally.contract.account.ResendEmailChange;
import dev.ally.contract.account.SaveRecoveryCodes;
import dev.ally.contract.account.ShowActivity;
import dev.ally.contract.account.ShowHome;
import dev.ally.contract.account.ShowRecoveryCodes;
import dev.ally.contract.account.ShowSecurity;
import dev.ally.contract.account.ShowSessions;
import dev.ally.contract.account.SignUp;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Stands in for {@code account} on the bus: one person, one password, one right code, in memory. A test may put another
 * answer in an operation's place.
 */
public final class FakeAccount {
  public static final String EMAIL = "ada@example.org";
  public static final String PASSWORD = "correct horse battery staple";
  public static final String CODE = "123456";
  public static final String SPENT_CODE = "111111";
  public static final String KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
  public static final String FIREFOX =
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
  public static final Instant NOW = Instant.parse("2026-03-14T09:26:53Z");

  /** Every question, in the order in which it came. */
  public final List<Object> asked = new CopyOnWriteArrayList<>();
  /** Who asked each of them. */
  public final List<Asker> askers = new CopyOnWriteArrayList<>();
  public final Map<String, Person> sessions = new ConcurrentHashMap<>();
  public final Map<String, Person> pendingLogins = new ConcurrentHashMap<>();
  public final Map<String, PendingKey> links = new ConcurrentHashMap<>();

  public volatile Person ada = new Person(UUID.randomUUID(), EMAIL, "Ada Lovelace");
  public volatile boolean twoFactor;
  /** Whether the session began with a recovery code a moment ago. */
  public volatile boolean recovered;
  /** When an undo acts that waits. */
  public volatile Optional<Instant> undoAt = Optional.empty();
  /** The email address that waits to be confirmed. */
  public volatile Optional<FindEmailChange.Waiting> newEmail = Optional.empty();
  public volatile String issuer = "Ally";
  private final Map<String, Function<Object, Future<?>>> instead = new ConcurrentHashMap<>();

  /** Starts serving. */
  public FakeAccount(EventBus bus) {
    serve(bus, FindSession.OPERATION, this::findSession);
    serve(bus, FindPendingLogin.OPERATION, this::findPendingLogin);
    serve(bus, SignUp.OPERATION, this::signUp);
    serve(bus, LogIn.OPERATION, this::logIn);
    serve(bus, LogInWithCode.OPERATION, this::logInWithCode);
    serve(bus, LogOut.OPERATION, this::logOut);
    serve(bus, ShowSecurity.OPERATION, this::showSecurity);
    serve(bus, ShowHome.OPERATION, this::showHome);
    serve(bus, ChangeMethod.OPERATION, this::changeMethod);
    serve(bus, FindEnrolment.OPERATION, this::showLink);
    serve(bus, CompleteEnrolment.OPERATION, this::confirmLink);
    serve(bus, AbandonEnrolment.OPERATION, this::cancelLink);
    serve(bus, Deactivate.OPERATION, this::deactivate);
    serve(bus, ShowRecoveryCodes.OPERATION, question -> new ShowRecoveryCodes.Answer(person(question.session())
        .map(person -> new ShowRecoveryCodes.Recovery(
            person, twoFactor, 10, shownCodes, codeDigits()))));
    serve(bus, SaveRecoveryCodes.OPERATION, question -> new SaveRecoveryCodes.Answer(
        question.typed().equals(RECOVERY_CODES.codes().get(3))
            ? SaveRecoveryCodes.Outcome.SAVED : SaveRecoveryCodes.Outcome.WRONG));
    serve(bus, ReplaceRecoveryCodes.OPERATION, question -> factorChange(question.session(), question.code()));
    serve(bus, AddAuthenticator.OPERATION, question -> question.name().length() > 60
        ? FactorChange.of(FactorChange.Outcome.NAME_REFUSED)
        : factorChange(question.session(), question.code()));
    serve(bus, DropAuthenticator.OPERATION, question -> factorChange(question.session(), question.code()));
    serve(bus, NameAuthenticator.OPERATION, question -> new NameAuthenticator.Answer(NameAuthenticator.Outcome.NAMED));
    serve(bus, FindMailedLink.OPERATION, question -> new FindMailedLink.Answer(Optional.empty()));
    FakeLinks.serve(this, bus);
    serve(bus, ShowSessions.OPERATION, question -> FakeHistory.sessions(person(question.session())));
    serve(bus, ChangeName.OPERATION, this::changeName);
    serve(bus, ChooseLanguage.OPERATION, this::chooseLanguage);
    serve(bus, ShowActivity.OPERATION, question -> FakeHistory.activity(person(question.session())));
    serve(bus, EndSession.OPERATION, question -> new EndSession.Answer(EndSession.Outcome.ENDED));
    serve(bus, EndOtherSessions.OPERATION, question -> new EndOtherSessions.Answer(true));
    serve(bus, ChangePicture.OPERATION, this::changePicture);
    serve(bus, AskPasswordReset.OPERATION, question -> AskPasswordReset.Answer.of(AskPasswordReset.Outcome.ASKED));
    serve(bus, AskEmailChange.OPERATION, question -> AskEmailChange.Answer.of(FactorRefusal.WRONG_PASSWORD));
    serve(bus, FindEmailChange.OPERATION, question -> new FindEmailChange.Answer(newEmail));
    serve(bus, ResendEmailChange.OPERATION,
        question -> ResendEmailChange.Answer.of(ResendEmailChange.Outcome.SENT));
    serve(bus, CancelEmailChange.OPERATION, question -> {
      newEmail = Optional.empty();
      return new CancelEmailChange.Answer(CancelEmailChange.Outcome.CANCELLED);
    });
    serve(bus, FindPicture.OPERATION, question -> new FindPicture.Answer(
        person(question.session()), person(question.session()).isPresent() ? picture : Buffer.buffer()));
    serve(bus, ExportData.OPERATION, question ->
        ExportData.Answer.refused(FactorRefusal.WRONG_PASSWORD, Duration.ZERO));
    serve(bus, DeleteOwnAccount.OPERATION, question -> DeleteOwnAccount.Answer.of(FactorRefusal.WRONG_PASSWORD));
    serve(bus, FindAccounts.OPERATION, question -> FakeDesk.search(person(question.session()), question));
    serve(bus, InspectAccount.OPERATION, question ->
        FakeDesk.inspect(person(question.session()), question, codeDigits()));
    serve(bus, OpenHelpDesk.OPERATION, question -> FakeDesk.open(question.code()));
    serve(bus, ActOnAccount.OPERATION, FakeDesk::act);
    serve(bus, ChangePassword.OPERATION, question -> ChangePassword.Answer.of(ChangePassword.Outcome.CHANGED));
  }

  private static final LinkedAuthenticator AUTHENTICATOR = new LinkedAuthenticator(
      UUID.randomUUID(), "", Instant.parse("2026-03-03T10:00:00Z"), Instant.parse("2026-03-14T09:14:30Z"), 6);

  private final List<LinkedAuthenticator> authenticators =
      new CopyOnWriteArrayList<>(List.of(AUTHENTICATOR));

  /** Ten, of which the fourth is asked for. */
  public static final ShownRecoveryCodes RECOVERY_CODES = new ShownRecoveryCodes(
      Stream.of("A", "C", "D", "E", "F", "H", "J", "K", "M", "N")
          .map(letter -> Secret.of((letter.repeat(5) + "-").repeat(4).substring(0, 23))).toList(), 4);

  /** What the page of the recovery codes shows. */
  public Optional<ShownRecoveryCodes> shownCodes = Optional.empty();

  /** Its only authenticator has codes of so many digits. */
  public void changeCodeDigits(int digits) {
    authenticators.set(0, new LinkedAuthenticator(
        AUTHENTICATOR.id(), AUTHENTICATOR.name(), AUTHENTICATOR.since(), AUTHENTICATOR.lastUsed(), digits));
  }

  private Optional<Integer> codeDigits() {
    return LinkedAuthenticator.codeDigits(authenticators);
  }

  private FactorChange factorChange(Secret session, Secret code) {
    return FactorChange.of(
        person(session).isEmpty() ? FactorChange.Outcome.NO_SESSION
            : code.equals(Secret.of(CODE)) || code.equals(RECOVERY_CODES.codes().get(0)) ? FactorChange.Outcome.DONE
            : code.equals(Secret.of(SPENT_CODE)) ? CodeRefusal.SPENT
            : code.revealText().length() < 6 ? CodeRefusal.MALFORMED
            : CodeRefusal.WRONG);
  }

  /** From now on the operation gets this answer. */
  public <A> void answer(BusOperation<?, A> operation, A answer) {
    instead.put(operation.address(), question -> Future.succeededFuture(answer));
  }

  /** From now on the operation is answered as at first. */
  public void answerAsBefore(BusOperation<?, ?> operation) {
    instead.remove(operation.address());
  }

  /** From now on each question of the operation gets the answer that this makes of it. */
  @SuppressWarnings("unchecked")
  public <Q, A> void answerBy(BusOperation<Q, A> operation, Function<Q, A> answer) {
    instead.put(operation.address(), question -> Future.succeededFuture(answer.apply((Q) question)));
  }

  /** What the operation answers now, for another that answers the same. */
  @SuppressWarnings("unchecked")
  <Q, A> A answerNow(BusOperation<Q, A> operation, Q question, Function<Q, A> atFirst) {
    var other = instead.get(operation.address());
    return other == null ? atFirst.apply(question) : (A) other.apply(question).result();
  }

  /** From now on the operation waits for this answer. */
  public <A> void answerLater(BusOperation<?, A> operation, Future<A> answer) {
    instead.put(operation.address(), question -> answer);
  }

  /** From now on the operation fails. */
  public void fail(BusOperation<?, ?> operation, RuntimeException failure) {
    instead.put(operation.address(), question -> Future.failedFuture(failure));
  }

  /** A live session, as after a login. */
  public String session() {
    String token = Secret.token(new SecureRandom()).revealText();
    sessions.put(token, ada);
    return token;
  }

  /** A session that links a key. */
  public String linkingSession(int misses) {
    String token = session();
    links.put(token, new PendingKey(UUID.randomUUID(), Secret.of(KEY), "SHA1", 6, 30, misses, PendingKey.Purpose.FIRST));
    return token;
  }

  public <Q> Q last(Class<Q> kind) {
    return asked.stream().filter(kind::isInstance).map(kind::cast).reduce((first, second) -> second).orElseThrow();
  }

  public boolean wasAsked(Class<?> kind) {
    return asked.stream().anyMatch(kind::isInstance);
  }

  /** Returns as soon as such a question has come. */
  public void awaitQuestion(Class<?> kind) throws InterruptedException {
    synchronized (asked) {
      while (!wasAsked(kind)) {
        asked.wait(10_000);
      }
    }
  }

  @SuppressWarnings("unchecked")
  <Q, A> void serve(EventBus bus, BusOperation<Q, A> operation, Function<Q, A> answer) {
    operation.serve(Bus.local(bus), (question, asker) -> {
      askers.add(asker);
      synchronized (asked) {
        asked.add(question);
        asked.notifyAll();
      }
      Function<Object, Future<?>> other = instead.get(operation.address());
      return other == null ? Future.succeededFuture(answer.apply(question)) : (Future<A>) other.apply(question);
    });
  }

  private FindSession.Answer findSession(FindSession question) {
    return new FindSession.Answer(person(question.session()));
  }

  private FindPendingLogin.Answer findPendingLogin(FindPendingLogin question) {
    return new FindPendingLogin.Answer(
        pendingLogins.containsKey(question.pendingLogin().revealText()), undoAt, codeDigits());
  }

  private SignUp.Answer signUp(SignUp question) {
    EnumSet<NewAccount.Problem> problems = EnumSet.noneOf(NewAccount.Problem.class);
    if (question.account().email().isEmpty()) {
      problems.add(NewAccount.Problem.EMAIL_MISSING);
    }
    if (question.account().email().equals(EMAIL)) {
      problems.add(NewAccount.Problem.EMAIL_TAKEN);
    }
    if (question.account().name().isEmpty()) {
      problems.add(NewAccount.Problem.NAME_MISSING);
    }
    if (question.account().password().revealText().length() < 8) {
      problems.add(NewAccount.Problem.PASSWORD_TOO_SHORT);
    }
    if (!problems.isEmpty()) {
      return SignUp.Answer.refused(problems);
    }
    Person person = new Person(UUID.randomUUID(), question.account().email(), question.account().name());
    sessions.put(question.newSession().revealText(), person);
    return SignUp.Answer.of(SignUp.Outcome.SIGNED_IN);
  }

  private LogIn.Answer logIn(LogIn question) {
    if (!question.email().equals(EMAIL) || !question.password().revealText().equals(PASSWORD)) {
      return LogIn.Answer.of(LogIn.Outcome.REFUSED);
    }
    (twoFactor ? pendingLogins : sessions).put(question.newToken().revealText(), ada);
    return LogIn.Answer.of(twoFactor ? LogIn.Outcome.CODE_NEEDED : LogIn.Outcome.SIGNED_IN);
  }

  private LogInWithCode.Answer logInWithCode(LogInWithCode question) {
    if (!pendingLogins.containsKey(question.pendingLogin().revealText())) {
      return LogInWithCode.Answer.of(LogInWithCode.Outcome.EXPIRED);
    }
    String code = question.code().revealText().replaceAll("[ -]", "");
    if (!code.matches("[0-9]{6}")) {
      return LogInWithCode.Answer.of(CodeRefusal.MALFORMED);
    }
    if (!code.equals(CODE)) {
      boolean spent = code.equals(SPENT_CODE);
      return LogInWithCode.Answer.of(spent ? CodeRefusal.SPENT : CodeRefusal.WRONG);
    }
    pendingLogins.remove(question.pendingLogin().revealText());
    sessions.put(question.newSession().revealText(), ada);
    return LogInWithCode.Answer.of(LogInWithCode.Outcome.SIGNED_IN);
  }

  private LogOut.Answer logOut(LogOut question) {
    sessions.remove(question.session().revealText());
    pendingLogins.remove(question.pendingLogin().revealText());
    return new LogOut.Answer();
  }

  /** One authenticator more than the first. */
  public void addAnother() {
    authenticators.add(new LinkedAuthenticator(
        UUID.randomUUID(), "Another", AUTHENTICATOR.since(), AUTHENTICATOR.lastUsed(), 6));
  }

  private ShowSecurity.Answer showSecurity(ShowSecurity question) {
    return new ShowSecurity.Answer(person(question.session()).map(person -> new ShowSecurity.Security(
        person,
        twoFactor,
        twoFactor ? Optional.of(Instant.parse("2026-03-03T10:00:00Z")) : Optional.empty(),
        twoFactor ? Optional.of(Instant.parse("2026-03-14T09:14:30Z")) : Optional.empty(),
        twoFactor ? authenticators : List.of(),
        twoFactor ? 10 : 0,
        undoAt,
        shownCodes.isPresent(),
        recovered,
        Optional.empty(),
        false,
        false)));
  }

  private ShowHome.Answer showHome(ShowHome question) {
    return new ShowHome.Answer(person(question.session()).map(person -> new ShowHome.Home(
        person, twoFactor, twoFactor ? 10 : 0, shownCodes.isPresent(), 2, NOW.minus(Duration.ofHours(11)), FIREFOX)));
  }

  /** Of the person; empty: none. */
  public volatile Buffer picture = Buffer.buffer();

  private ChangePicture.Answer changePicture(ChangePicture question) {
    picture = question.picture();
    Optional<UUID> id = picture.length() == 0 ? Optional.empty() : Optional.of(question.operationId());
    ada = new Person(ada.accountId(), EMAIL, ada.name(), id, ada.language());
    sessions.replaceAll((token, person) -> ada);
    return new ChangePicture.Answer(ChangePicture.Outcome.CHANGED);
  }

  private ChooseLanguage.Answer chooseLanguage(ChooseLanguage question) {
    ada = new Person(ada.accountId(), EMAIL, ada.name(), ada.picture(), question.language(), ada.operator());
    sessions.replaceAll((token, person) -> ada);
    return new ChooseLanguage.Answer(ChooseLanguage.Outcome.CHOSEN);
  }

  private ChangeName.Answer changeName(ChangeName question) {
    if (question.name().isBlank()) {
      return ChangeName.Answer.refused(NewAccount.Problem.NAME_MISSING);
    }
    ada = new Person(ada.accountId(), EMAIL, question.name());
    sessions.replaceAll((token, person) -> ada);
    return ChangeName.Answer.of(ChangeName.Outcome.CHANGED);
  }

  private ChangeMethod.Answer changeMethod(ChangeMethod question) {
    if (person(question.session()).isEmpty()) {
      return ChangeMethod.Answer.of(ChangeMethod.Outcome.NO_SESSION);
    }
    if (twoFactor == (question.method() == ChangeMethod.Method.AUTHENTICATOR)) {
      return ChangeMethod.Answer.of(ChangeMethod.Outcome.NOTHING_CHANGED);
    }
    if (twoFactor) {
      return ChangeMethod.Answer.of(ChangeMethod.Outcome.CODE_NEEDED);
    }
    if (!question.password().revealText().equals(PASSWORD)) {
      return ChangeMethod.Answer.of(ChangeMethod.Outcome.WRONG_PASSWORD);
    }
    links.putIfAbsent(
        question.session().revealText(), new PendingKey(UUID.randomUUID(), Secret.of(KEY), "SHA1", 6, 30, 0, PendingKey.Purpose.FIRST));
    return ChangeMethod.Answer.of(ChangeMethod.Outcome.LINK);
  }

  private FindEnrolment.Answer showLink(FindEnrolment question) {
    Optional<Person> person = person(question.session());
    Optional<PendingKey> key = Optional.ofNullable(links.get(question.session().revealText()));
    return new FindEnrolment.Answer(
        person, person.flatMap(who -> key.map(pending -> new FindEnrolment.Link(who, pending, issuer, NOW))));
  }

  private CompleteEnrolment.Answer confirmLink(CompleteEnrolment question) {
    if (person(question.session()).isEmpty()) {
      return CompleteEnrolment.Answer.of(CompleteEnrolment.Outcome.NO_SESSION);
    }
    PendingKey pending = links.get(question.session().revealText());
    if (pending == null || !question.pendingId().map(pending.id()::equals).orElse(true)) {
      return CompleteEnrolment.Answer.of(CompleteEnrolment.Outcome.NOT_PENDING);
    }
    String code = question.code().revealText();
    if (!code.matches("[0-9]{6}")) {
      return CompleteEnrolment.Answer.of(CompleteEnrolment.Outcome.MALFORMED);
    }
    if (!code.equals(CODE)) {
      links.put(question.session().revealText(), missed(pending));
      return CompleteEnrolment.Answer.wrong(Optional.of(Duration.ofSeconds(-90)));
    }
    links.clear();
    twoFactor = true;
    return CompleteEnrolment.Answer.of(CompleteEnrolment.Outcome.ACTIVATED);
  }

  private AbandonEnrolment.Answer cancelLink(AbandonEnrolment question) {
    links.remove(question.session().revealText());
    return new AbandonEnrolment.Answer(person(question.session()).isPresent());
  }

  private Deactivate.Answer deactivate(Deactivate question) {
    if (person(question.session()).isEmpty()) {
      return Deactivate.Answer.of(Deactivate.Outcome.NO_SESSION);
    }
    String code = question.code().revealText();
    if (!code.matches("[0-9]{6}")) {
      return Deactivate.Answer.of(CodeRefusal.MALFORMED);
    }
    if (!code.equals(CODE)) {
      boolean spent = code.equals(SPENT_CODE);
      return Deactivate.Answer.of(spent ? CodeRefusal.SPENT : CodeRefusal.WRONG);
    }
    twoFactor = false;
    return Deactivate.Answer.of(Deactivate.Outcome.DEACTIVATED);
  }

  private Optional<Person> person(Secret session) {
    return Optional.ofNullable(sessions.get(session.revealText()));
  }

  private static PendingKey missed(PendingKey key) {
    return new PendingKey(
        key.id(), key.key(), key.algorithm(), key.digits(), key.periodSeconds(), key.misses() + 1, key.purpose());
  }
}
