package dev.ally.contract;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Bus;
import dev.ally.bus.BusOperation;
import dev.ally.bus.Codec;
import dev.ally.bus.Failed;
import dev.ally.bus.Greeting;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.AbandonEnrolment;
import dev.ally.contract.account.ActOnAccount;
import dev.ally.contract.account.AddWebhook;
import dev.ally.contract.account.AdmitBrowser;
import dev.ally.contract.account.AskEmailChange;
import dev.ally.contract.account.AskPasswordReset;
import dev.ally.contract.account.CancelEmailChange;
import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.account.ChangeMethod;
import dev.ally.contract.account.ChangeName;
import dev.ally.contract.account.ChangePassword;
import dev.ally.contract.account.ChangePicture;
import dev.ally.contract.account.ChooseLanguage;
import dev.ally.contract.account.CompleteEnrolment;
import dev.ally.contract.account.CompleteSignUp;
import dev.ally.contract.account.ConfirmEmailChange;
import dev.ally.contract.account.CountAccounts;
import dev.ally.contract.account.Deactivate;
import dev.ally.contract.account.DeleteAccount;
import dev.ally.contract.account.DeleteOwnAccount;
import dev.ally.contract.account.EndAllSessions;
import dev.ally.contract.account.EndOtherSessions;
import dev.ally.contract.account.EndSession;
import dev.ally.contract.account.ExportAccounts;
import dev.ally.contract.account.ExportData;
import dev.ally.contract.account.FactorChange;
import dev.ally.contract.account.FindAccounts;
import dev.ally.contract.account.FindEmailChange;
import dev.ally.contract.account.FindEnrolment;
import dev.ally.contract.account.FindLogin;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.FindPendingLogin;
import dev.ally.contract.account.FindPicture;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.FindStanding;
import dev.ally.contract.account.HelpDeskAccess;
import dev.ally.contract.account.ImportAccounts;
import dev.ally.contract.account.InspectAccount;
import dev.ally.contract.account.InviteAccount;
import dev.ally.contract.account.ListAccounts;
import dev.ally.contract.account.ListEndings;
import dev.ally.contract.account.ListGroups;
import dev.ally.contract.account.ListWebhooks;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.LogOut;
import dev.ally.contract.account.MailResetLink;
import dev.ally.contract.account.MakeResetLink;
import dev.ally.contract.account.MakeWebhookKey;
import dev.ally.contract.account.NameAuthenticator;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.NoteApplication;
import dev.ally.contract.account.NoteOperatorAct;
import dev.ally.contract.account.OpenHelpDesk;
import dev.ally.contract.account.RequireFactor;
import dev.ally.contract.account.ResendEmailChange;
import dev.ally.contract.account.RemoveWebhook;
import dev.ally.contract.account.ResetPassword;
import dev.ally.contract.account.ResetTwoFactor;
import dev.ally.contract.account.SaveRecoveryCodes;
import dev.ally.contract.account.SearchAccounts;
import dev.ally.contract.account.SetEmail;
import dev.ally.contract.account.ShowAccount;
import dev.ally.contract.account.ShowActivity;
import dev.ally.contract.account.ShowHome;
import dev.ally.contract.account.ShowRecoveryCodes;
import dev.ally.contract.account.ShowSecurity;
import dev.ally.contract.account.ShowSessions;
import dev.ally.contract.account.SignUp;
import dev.ally.contract.account.StopUndo;
import dev.ally.contract.account.TestWebhook;
import dev.ally.contract.account.UndoTwoFactor;
import dev.ally.contract.account.VouchForSession;
import dev.ally.contract.oidc.ApplyClients;
import dev.ally.contract.oidc.AskTokens;
import dev.ally.contract.oidc.BeginAuthorization;
import dev.ally.contract.oidc.BeginHostLogin;
import dev.ally.contract.oidc.BeginLogout;
import dev.ally.contract.oidc.CheckHostSession;
import dev.ally.contract.oidc.ContinueAuthorization;
import dev.ally.contract.oidc.EndApplication;
import dev.ally.contract.oidc.FindAuthorization;
import dev.ally.contract.oidc.FindClient;
import dev.ally.contract.oidc.FindHostLogin;
import dev.ally.contract.oidc.FindKeys;
import dev.ally.contract.oidc.FindOrigin;
import dev.ally.contract.oidc.FindUserInfo;
import dev.ally.contract.oidc.IntrospectToken;
import dev.ally.contract.oidc.IssueTicket;
import dev.ally.contract.oidc.ListApplications;
import dev.ally.contract.oidc.ListClients;
import dev.ally.contract.oidc.MakeClientSecret;
import dev.ally.contract.oidc.PushAuthorization;
import dev.ally.contract.oidc.RedeemTicket;
import dev.ally.contract.oidc.RemoveClient;
import dev.ally.contract.oidc.RevokeToken;
import dev.ally.contract.oidc.RotateSigningKeys;
import dev.ally.contract.totp.CancelEnrolment;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.ConfirmEnrolment;
import dev.ally.contract.totp.ExportAuthenticators;
import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.contract.totp.FindEnrolled;
import dev.ally.contract.totp.FindRecoveryCodes;
import dev.ally.contract.totp.ForgetAccount;
import dev.ally.contract.totp.GrantFreshGuesses;
import dev.ally.contract.totp.ImportAuthenticators;
import dev.ally.contract.totp.KeepRecoveryCodes;
import dev.ally.contract.totp.RenameAuthenticator;
import dev.ally.contract.totp.ReplaceVoidRecoveryCodes;
import dev.ally.contract.totp.ResetAuthenticators;
import dev.ally.contract.totp.SettleOperation;
import dev.ally.contract.totp.ShowEnrolment;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What holds for every operation: found by its classes, so that a new one is held to it too. */
class ContractTest {
  /** What an answer must never be when the answer did not say so. */
  private static final Map<Class<?>, Predicate<Object>> OPENS_SOMETHING = Map.ofEntries(
      opens(CodeVerdict.class, a -> a.verdict() == CodeVerdict.Verdict.ACCEPTED),
      opens(ConfirmEnrolment.Answer.class, a -> a.outcome() == ConfirmEnrolment.Outcome.CONFIRMED),
      opens(CompleteEnrolment.Answer.class, a -> a.outcome() == CompleteEnrolment.Outcome.ACTIVATED),
      opens(ChangeMethod.Answer.class, a -> a.outcome() == ChangeMethod.Outcome.LINK),
      opens(ChangePassword.Answer.class, a -> a.outcome() == ChangePassword.Outcome.CHANGED),
      opens(NewAccount.Answer.class, NewAccount.Answer::created),
      opens(Deactivate.Answer.class, a -> a.outcome() == Deactivate.Outcome.DEACTIVATED),
      // Nobody's factor is taken for absent: that would open a session without a code.
      opens(FindAuthenticators.Answer.class, a -> !a.enrolled()),
      opens(FindPendingLogin.Answer.class, FindPendingLogin.Answer::pending),
      opens(CompleteSignUp.Answer.class, a -> a.outcome() == CompleteSignUp.Outcome.SIGNED_IN),
      opens(FindMailedLink.Answer.class, a -> a.email().isPresent()),
      opens(ResetPassword.Answer.class, a -> a.outcome() == ResetPassword.Outcome.CHANGED),
      opens(AskEmailChange.Answer.class, a -> a.outcome() == AskEmailChange.Outcome.ASKED),
      opens(ConfirmEmailChange.Answer.class, a -> a.outcome() == ConfirmEmailChange.Outcome.CHANGED),
      opens(FindEmailChange.Answer.class, a -> a.waiting().isPresent()),
      opens(ResendEmailChange.Answer.class, a -> a.outcome() == ResendEmailChange.Outcome.SENT),
      opens(CancelEmailChange.Answer.class, a -> a.outcome() == CancelEmailChange.Outcome.CANCELLED),
      opens(AdmitBrowser.Answer.class, a -> a.outcome() == AdmitBrowser.Outcome.ADMITTED),
      opens(UndoTwoFactor.Answer.class, a -> a.outcome() == UndoTwoFactor.Outcome.UNDONE),
      opens(StopUndo.Answer.class, a -> a.outcome() == StopUndo.Outcome.STOPPED),
      opens(MakeResetLink.Answer.class, a -> a.outcome() == MakeResetLink.Outcome.MADE),
      opens(FindSession.Answer.class, a -> a.person().isPresent()),
      opens(LogIn.Answer.class, a -> a.outcome() == LogIn.Outcome.SIGNED_IN
          || a.outcome() == LogIn.Outcome.CODE_NEEDED),
      opens(LogInWithCode.Answer.class, a -> a.outcome() == LogInWithCode.Outcome.SIGNED_IN),
      // "That was all" lets the operator throw an old key away.
      opens(Reseal.Answer.class, a -> a.next().isEmpty()),
      opens(ResetAuthenticators.Answer.class, a -> a.outcome() == ResetAuthenticators.Outcome.REMOVED),
      opens(ResetTwoFactor.Answer.class, a -> a.outcome() == ResetTwoFactor.Outcome.RESET),
      opens(SettleOperation.Answer.class, SettleOperation.Answer::done),
      opens(FindAccounts.Answer.class, a -> a.access() == HelpDeskAccess.OPEN),
      opens(InspectAccount.Answer.class, a -> a.access() == HelpDeskAccess.OPEN),
      opens(OpenHelpDesk.Answer.class, a -> a.outcome() == OpenHelpDesk.Outcome.OPENED),
      opens(ActOnAccount.Answer.class, a -> a.outcome() == ActOnAccount.Outcome.DONE),
      opens(FactorChange.class, a -> a.outcome() == FactorChange.Outcome.DONE),
      opens(FindRecoveryCodes.Answer.class, a -> a.shown().isPresent()),
      opens(KeepRecoveryCodes.Answer.class, a -> a.outcome() == KeepRecoveryCodes.Outcome.KEPT),
      opens(SaveRecoveryCodes.Answer.class, a -> a.outcome() == SaveRecoveryCodes.Outcome.SAVED),
      opens(ShowRecoveryCodes.Answer.class, a -> a.recovery().isPresent()),
      opens(ShowEnrolment.Answer.class, a -> a.pending().isPresent()),
      opens(FindEnrolment.Answer.class, a -> a.link().isPresent() || a.person().isPresent()),
      opens(ShowSecurity.Answer.class, a -> a.security().isPresent()),
      opens(NameAuthenticator.Answer.class, a -> a.outcome() == NameAuthenticator.Outcome.NAMED),
      opens(RenameAuthenticator.Answer.class, RenameAuthenticator.Answer::renamed),
      opens(RequireFactor.Answer.class, a -> a.outcome() == RequireFactor.Outcome.DONE),
      opens(ChooseLanguage.Answer.class, a -> a.outcome() == ChooseLanguage.Outcome.CHOSEN),
      opens(ChangeName.Answer.class, a -> a.outcome() == ChangeName.Outcome.CHANGED),
      // The operator is told of nothing that was not done.
      opens(DeleteAccount.Answer.class, a -> a.outcome() == DeleteAccount.Outcome.DELETED),
      // Nor its owner, who would think that everything is gone.
      opens(DeleteOwnAccount.Answer.class, a -> a.outcome() == DeleteOwnAccount.Outcome.DELETED),
      opens(ExportData.Answer.class, a -> a.outcome() == ExportData.Outcome.EXPORTED),
      opens(ChangePicture.Answer.class, a -> a.outcome() == ChangePicture.Outcome.CHANGED),
      opens(FindPicture.Answer.class, a -> a.picture().length() > 0 || a.person().isPresent()),
      opens(ForgetAccount.Answer.class, ForgetAccount.Answer::forgotten),
      opens(GrantFreshGuesses.Answer.class, GrantFreshGuesses.Answer::granted),
      opens(ListAccounts.Answer.class, a -> !a.accounts().isEmpty()),
      opens(SearchAccounts.Answer.class, a -> !a.accounts().isEmpty()),
      opens(CountAccounts.Answer.class, a -> a.count() > 0),
      // An account is made only once its authenticators are said to be there.
      opens(ImportAuthenticators.Answer.class, a -> !a.imported().isEmpty()),
      opens(ExportAuthenticators.Answer.class, a -> !a.accounts().isEmpty()),
      opens(ReplaceVoidRecoveryCodes.Answer.class, a -> a.outcome() == ReplaceVoidRecoveryCodes.Outcome.REPLACED),
      opens(ImportAccounts.Answer.class, a -> a.imported() > 0 || a.existing() > 0),
      opens(ExportAccounts.Answer.class, a -> !a.lines().isEmpty()),
      opens(FindEnrolled.Answer.class, a -> !a.enrolled().isEmpty()),
      opens(ChangeGroup.Answer.class, a -> a.outcome() != ChangeGroup.Outcome.NO_ACCOUNT),
      opens(ListGroups.Answer.class, a -> !a.groups().isEmpty()),
      opens(AddWebhook.Answer.class, a -> a.outcome() == AddWebhook.Outcome.ADDED),
      opens(ListWebhooks.Answer.class, a -> !a.webhooks().isEmpty()),
      opens(MakeWebhookKey.Answer.class, a -> a.outcome() == MakeWebhookKey.Outcome.MADE),
      opens(RemoveWebhook.Answer.class, a -> a.outcome() == RemoveWebhook.Outcome.REMOVED),
      opens(TestWebhook.Answer.class, a -> a.outcome() == TestWebhook.Outcome.TAKEN),
      opens(LockAccount.Answer.class, a -> a.outcome() != LockAccount.Outcome.NO_ACCOUNT),
      opens(EndAllSessions.Answer.class, a -> a.outcome() != EndAllSessions.Outcome.NO_ACCOUNT),
      opens(MailResetLink.Answer.class, a -> a.outcome() == MailResetLink.Outcome.QUEUED),
      opens(SetEmail.Answer.class, a -> a.outcome() == SetEmail.Outcome.CHANGED
          || a.outcome() == SetEmail.Outcome.SAME),
      opens(InviteAccount.Answer.class, a -> a.made() || a.mailed()),
      opens(ShowAccount.Answer.class, a -> a.status().isPresent()),
      opens(ShowActivity.Answer.class, a -> a.activity().isPresent()),
      opens(ShowHome.Answer.class, a -> a.home().isPresent()),
      opens(ShowSessions.Answer.class, a -> a.sessions().isPresent()),
      // Nobody is told that others are logged out who are not.
      opens(EndSession.Answer.class, a -> a.outcome() == EndSession.Outcome.ENDED),
      opens(EndOtherSessions.Answer.class, EndOtherSessions.Answer::done),
      opens(SignUp.Answer.class, a -> a.outcome() == SignUp.Outcome.SIGNED_IN),
      opens(VouchForSession.Answer.class, a -> a.voucher().isPresent()),
      opens(FindLogin.Answer.class, a -> a.login().isPresent()),
      opens(FindStanding.Answer.class, a -> a.standing().isPresent()),
      // An application gets nothing, and nobody is led to one, because a field was missing.
      opens(BeginAuthorization.Answer.class, a -> a.outcome() == BeginAuthorization.Outcome.PARKED
          || a.response().isPresent()),
      opens(ContinueAuthorization.Answer.class, a -> a.outcome() != ContinueAuthorization.Outcome.EXPIRED
          || a.response().isPresent()),
      opens(PushAuthorization.Answer.class, a -> a.error().isNone()),
      opens(AskTokens.Answer.class, a -> a.error().isNone()),
      opens(FindUserInfo.Answer.class, a -> a.error().isNone()),
      opens(IntrospectToken.Answer.class, a -> a.error().isNone()),
      opens(RevokeToken.Answer.class, a -> a.error().isNone()),
      opens(FindOrigin.Answer.class, FindOrigin.Answer::registered),
      opens(BeginLogout.Answer.class, a -> a.outcome() == BeginLogout.Outcome.PROVEN),
      // Nobody gets through to a protected host, and no browser gets a session of one.
      opens(CheckHostSession.Answer.class, a -> a.outcome() == CheckHostSession.Outcome.OPEN || a.visitor().isPresent()),
      opens(IssueTicket.Answer.class, a -> a.outcome() == IssueTicket.Outcome.ISSUED),
      opens(RedeemTicket.Answer.class, a -> a.outcome() == RedeemTicket.Outcome.REDEEMED),
      opens(ListApplications.Answer.class, a -> a.applications().isPresent()),
      opens(EndApplication.Answer.class, EndApplication.Answer::session),
      opens(ApplyClients.Answer.class, a -> !a.applied().isEmpty()),
      opens(ListClients.Answer.class, a -> !a.clients().isEmpty()),
      opens(FindClient.Answer.class, a -> a.definition().isPresent()),
      opens(RemoveClient.Answer.class, a -> a.outcome() == RemoveClient.Outcome.REMOVED),
      opens(MakeClientSecret.Answer.class, a -> a.outcome() == MakeClientSecret.Outcome.MADE),
      opens(RotateSigningKeys.Answer.class, a -> a.made() > 0));

  /** Answers that open nothing, whatever they say; a pending key opens nothing before it is confirmed. */
  private static final Set<Type> OPENS_NOTHING = Set.of(
      AskPasswordReset.Answer.class, CancelEnrolment.Answer.class, AbandonEnrolment.Answer.class, Greeting.Answer.class,
      LogOut.Answer.class, PendingKey.class, NoteApplication.Answer.class, NoteOperatorAct.Answer.class,
      // What they lack is learned otherwise: each use of a grant asks about its account, and no key opens anything.
      ListEndings.Answer.class, FindKeys.Answer.class,
      // A destination is what oidc has sealed, or nothing; and a name is shown.
      BeginHostLogin.Answer.class, FindHostLogin.Answer.class, FindAuthorization.Answer.class);

  private static final String HIDDEN = "hidden-from-everybody";

  private static Vertx vertx;

  private static <A> Map.Entry<Class<?>, Predicate<Object>> opens(Class<A> answer, Predicate<A> opens) {
    return Map.entry(answer, any -> opens.test(answer.cast(any)));
  }

  @BeforeContainer
  static void open() {
    vertx = Vertx.vertx();
  }

  @AfterContainer
  static void close() {
    answer(vertx.close());
  }

  /** An operation, and what its question and its answer are. */
  private record Known(BusOperation<Object, Object> operation, Type question, Type answer) {
    Codec<Object> codec(boolean ofQuestion) {
      return ofQuestion ? operation.question() : operation.answer();
    }

    Type type(boolean ofQuestion) {
      return ofQuestion ? question : answer;
    }

    @Override
    public String toString() {
      return operation.address();
    }
  }

  @Provide
  Arbitrary<Known> operations() {
    return Arbitraries.of(known());
  }

  @SuppressWarnings("unchecked")
  private static List<Known> known() {
    return Operations.all().values().stream()
        .map(all -> new Known((BusOperation<Object, Object>) all.operation(), all.question(), all.answer()))
        .toList();
  }

  /** Any value of this type that could be asked or answered. */
  private static Arbitrary<Object> any(Type type, Arbitrary<String> secrets) {
    if (type instanceof ParameterizedType generic) {
      Arbitrary<Object> inside = any(generic.getActualTypeArguments()[0], secrets);
      return generic.getRawType() == Optional.class
          ? inside.optional(0.7).map(value -> value)
          : generic.getRawType() == List.class ? inside.list().ofMaxSize(4).map(value -> value)
          : inside.set().ofMaxSize(4).map(value -> value);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return Combinators.combine(Arrays.stream(plain.getRecordComponents())
          .map(component -> any(component.getGenericType(), secrets)).toList()).as(values -> make(plain, values));
    }
    if (plain.isSealed()) {
      return Arbitraries.of(plain.getPermittedSubclasses()).flatMap(kind -> any(kind, secrets));
    }
    if (plain.isEnum()) {
      return Arbitraries.of(plain.getEnumConstants());
    }
    if (plain == Secret.class) {
      return secrets.map(Secret::of);
    }
    if (plain == String.class) {
      return texts().map(text -> text);
    }
    if (plain == Buffer.class) {
      return Arbitraries.strings().ofMaxLength(20).map(Buffer::buffer);
    }
    if (plain == UUID.class) {
      return Arbitraries.randomValue(random -> new UUID(random.nextLong(), random.nextLong()));
    }
    if (plain == int.class || plain == Integer.class) {
      return Arbitraries.integers().map(number -> number);
    }
    if (plain == long.class) {
      return Arbitraries.longs().map(number -> number);
    }
    if (plain == boolean.class || plain == Boolean.class) {
      return Arbitraries.of(true, false);
    }
    if (plain == Duration.class) {
      return Arbitraries.longs().between(0, 1L << 40).map(Duration::ofMillis);
    }
    if (plain == Instant.class) {
      return Arbitraries.longs().between(0, 1L << 34).map(seconds -> Instant.ofEpochSecond(seconds, 123_456_000));
    }
    throw new IllegalArgumentException("no values of " + type);
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.strings().withCharRange(' ', '\ud7ff').ofMaxLength(20);
  }

  private static Object make(Class<?> kind, List<Object> values) {
    try {
      Class<?>[] types =
          Arrays.stream(kind.getRecordComponents()).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return kind.getDeclaredConstructor(types).newInstance(values.toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A message that some operation could send. */
  private record Sample(Known known, boolean ofQuestion, Object value) {
    JsonObject written() {
      return new JsonObject(known.codec(ofQuestion).write().apply(value).encode());
    }

    Object read(JsonObject json) {
      return known.codec(ofQuestion).read().apply(json);
    }
  }

  @Provide
  Arbitrary<Sample> samples() {
    return Combinators.combine(operations(), Arbitraries.of(true, false)).as(Map::entry).flatMap(chosen ->
        any(chosen.getKey().type(chosen.getValue()), texts())
            .map(value -> new Sample(chosen.getKey(), chosen.getValue(), value)));
  }

  @Property(tries = 1)
  void namesOperationsByVerticleAndVersion() {
    assertThat(Operations.all().keySet()).isNotEmpty()
        .allMatch(name -> name.matches("(account|totp|oidc)\\.[a-z.]+\\.v[0-9]+"));
  }

  @Property(tries = 1)
  void saysOfEveryAnswerWhetherItOpensSomething() {
    Set<Type> said = new HashSet<>(OPENS_SOMETHING.keySet());
    said.addAll(OPENS_NOTHING);
    assertThat(known()).extracting(known -> (Object) known.answer).isSubsetOf(said);
  }

  @Property
  void comesBackAsItWasSent(@ForAll("samples") Sample sample) {
    assertThat(sample.read(sample.written())).isEqualTo(sample.value);
  }

  @Property
  void ignoresWhatItDoesNotKnow(@ForAll("samples") Sample sample, @ForAll("json") JsonObject more) {
    JsonObject written = sample.written();
    more.forEach(field -> written.put("x-" + field.getKey(), field.getValue()));
    assertThat(sample.read(written)).isEqualTo(sample.value);
  }

  /** With any of its fields gone, a message is read otherwise or not at all; it never opens what it did not open. */
  @Property
  void opensNothingForAFieldThatIsMissing(@ForAll("samples") Sample sample) {
    Predicate<Object> opens = OPENS_SOMETHING.getOrDefault(sample.value.getClass(), any -> false);
    JsonObject whole = sample.written();
    if (!opens.test(sample.value)) {
      for (String field : whole.fieldNames()) {
        JsonObject less = whole.copy();
        less.remove(field);
        assertThat(opened(sample, less, opens)).as("%s without %s", whole, field).isFalse();
      }
    }
    assertThat(opened(sample, new JsonObject(), opens)).as("%s without anything", sample.known).isFalse();
  }

  private static boolean opened(Sample sample, JsonObject json, Predicate<Object> opens) {
    try {
      return opens.test(sample.read(json));
    } catch (RuntimeException unreadable) {
      return false;
    }
  }

  /** Several of each, since what is optional is not always there. */
  @Property(tries = 1)
  void showsNoSecretAsText() {
    for (Known known : known()) {
      for (Type type : List.of(known.question, known.answer)) {
        any(type, Arbitraries.just(HIDDEN)).sampleStream().limit(20).forEach(value ->
            assertThat(value.toString()).as(type.getTypeName()).doesNotContain(HIDDEN));
      }
    }
  }

  /** Fields that no message knows, for one that a later version sends. */
  @Provide
  Arbitrary<JsonObject> json() {
    return Arbitraries.maps(texts(), Arbitraries.oneOf(
        Arbitraries.of((Object) null, true, false, 0, -1, Long.MAX_VALUE, 1.5), texts().map(text -> text),
        Arbitraries.create(JsonObject::new).map(value -> value),
        Arbitraries.create(JsonArray::new).map(value -> value))).ofMaxSize(8).map(JsonObject::new);
  }

  /** A message of which one value, at any depth, is none that its field may have. */
  private record Mutant(Sample sample, JsonObject json) {}

  @Provide
  Arbitrary<Mutant> mutants() {
    return samples().filter(sample -> !filled(sample.written()).isEmpty()).flatMap(sample ->
        Arbitraries.of(filled(sample.written())).flatMap(field -> mutated(sample.written().getValue(field))
            .map(value -> new Mutant(sample, sample.written().put(field, value)))));
  }

  /** Fields with a value: of what kind another's would have to be is not seen. */
  private static List<String> filled(JsonObject json) {
    return json.fieldNames().stream().filter(field -> json.getValue(field) != null).toList();
  }

  /** Another kind of value, a text that is no name and no id, or the same with such a value within. */
  private static Arbitrary<Object> mutated(Object value) {
    Arbitrary<Object> wrong = Arbitraries.of(
        7, 1.5, "no such text",
        new JsonObject(), new JsonObject().put("id", 7), new JsonArray(), new JsonArray().add(7))
        .map(Object.class::cast)
        .filter(other -> other instanceof String || kind(other) != kind(value));
    if (value instanceof JsonObject inner && !filled(inner).isEmpty()) {
      return Arbitraries.oneOf(wrong, Arbitraries.of(filled(inner)).flatMap(field ->
          mutated(inner.getValue(field)).map(other -> inner.copy().put(field, other))));
    }
    if (value instanceof JsonArray inner && !inner.isEmpty()) {
      return Arbitraries.oneOf(wrong, Arbitraries.integers().between(0, inner.size() - 1).flatMap(index ->
          mutated(inner.getValue(index)).map(other -> {
            JsonArray copy = inner.copy();
            copy.set(index, other);
            return copy;
          })));
    }
    return wrong;
  }

  private static Class<?> kind(Object value) {
    return value instanceof Number ? Number.class : value.getClass();
  }

  /** A question with a wrong value is read otherwise or fails at once; the asker learns no more than that. */
  @Property(tries = 500)
  void answersAnyQuestionOrFailsCleanly(@ForAll("mutants") Mutant mutant) {
    Known known = mutant.sample.known;
    Object value = any(known.answer, texts()).sample();
    Bus.Served served =
        answer(known.operation.serve(vertx.eventBus(), any -> Future.succeededFuture(value)));
    BusOperation<Object, Object> raw = new BusOperation<>(
        known.operation.address(), known.operation.way(),
        new Codec<>(any -> mutant.json, json -> json), known.operation.answer());
    Object answered = answer(raw.ask(vertx.eventBus(), mutant.json).otherwise(failure -> failure));
    answer(served.unregister());
    assertThat(answered instanceof Failed || answered.equals(value)).as("%s gets %s", mutant, answered).isTrue();
  }

  /** An answer with a wrong value is read otherwise or fails; it never opens what it did not open. */
  @Property(tries = 2_000)
  void opensNothingForAnyOtherAnswer(@ForAll("mutants") Mutant mutant) {
    Known known = mutant.sample.known;
    Predicate<Object> opens = OPENS_SOMETHING.getOrDefault(mutant.sample.value.getClass(), any -> false);
    if (mutant.sample.ofQuestion || opens.test(mutant.sample.value)) {
      return;
    }
    Bus.Served served = answer(new BusOperation<>(
        known.operation.address(), known.operation.way(),
        new Codec<Object>(any -> new JsonObject(), json -> json), new Codec<Object>(any -> mutant.json, json -> json))
        .serve(vertx.eventBus(), any -> Future.succeededFuture(mutant.json)));
    Object answered = answer(new BusOperation<>(
        known.operation.address(), known.operation.way(),
        new Codec<Object>(any -> new JsonObject(), json -> json), known.operation.answer())
        .ask(vertx.eventBus(), new JsonObject()).otherwise(failure -> failure));
    answer(served.unregister());
    assertThat(answered instanceof Failed || !opens.test(answered)).as("%s is read as %s", mutant, answered).isTrue();
  }

  /** An answer that is no JSON object at all fails, and so does a failure in words that are not Ally's. */
  @Property(tries = 1)
  void failsCleanlyForWhatIsNoAnswer() {
    for (Known known : known()) {
      boolean saysSomething = !((Class<?>) known.answer).isRecord()
          || ((Class<?>) known.answer).getRecordComponents().length > 0;
      for (Object body : saysSomething ? Arrays.asList(null, "text", 7, new JsonArray()) : List.of("text")) {
        assertFails(known, message -> message.reply(body));
      }
      assertFails(known, message -> message.fail(500, "anything"));
      assertFails(known, message -> message.fail(-1, null));
    }
  }

  private static void assertFails(
      Known known, Handler<Message<Object>> odd) {
    MessageConsumer<Object> served = vertx.eventBus().consumer(known.operation.address(), odd);
    Codec<Object> nothing = new Codec<>(any -> new JsonObject(), json -> json);
    Throwable failure = answer(new BusOperation<>(
        known.operation.address(), known.operation.way(), nothing, known.operation.answer())
        .ask(vertx.eventBus(), "")
        .<Throwable>map(answered -> new AssertionError(known + " read " + answered))
        .otherwise(failed -> failed));
    assertThat(failure).isInstanceOfAny(Failed.class, Unavailable.class);
    answer(served.unregister());
  }
}
