package dev.ally;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.ally.crypto.Secret;
import dev.ally.totp.rules.TotpKey;
import dev.ally.web.exchange.ClientAddress;
import dev.ally.web.exchange.Reply;
import dev.ally.web.guard.FormToken;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may know whom. */
class RoomsTest {
  private static final String ACCOUNT = "bus config contract contract.account contract.totp crypto database";
  private static final String OIDC = "bus config contract contract.account contract.oidc crypto database metrics";
  private static final String PAGE = "bus contract contract.account crypto language web.exchange web.guard web.page";
  private static final String FEATURES =
      "web.activity web.applications web.authenticator web.enrolment web.forward web.helpdesk web.home web.login"
      + " web.mailed web.oauth2 web.recovery web.security web.sessions web.signup";

  /**
   * Each room and what it may use of Ally beside itself. A room that is missing here, or uses more, is red.
   *
   * <p>The direction is {@code web → oidc → account → totp}, each by the contract of the next alone. Within {@code account} it
   * goes from what a person asks for down to the account's row.
   */
  private static final Map<String, String> MAY_USE = Map.ofEntries(
      room("", "app app.log bus cli cli.command cluster config contract crypto database tracing"),
      room("app", "account account.event app.keys app.lifecycle app.log bus bus.cluster cli cluster config contract"
          + " contract.account contract.oidc crypto database database.backup database.embedded files mail management"
          + " metrics oidc totp tracing web"),
      room("app.keys", "cli config crypto database files"),
      room("app.lifecycle", ""),
      room("app.log", "config"),
      room("cli", "bus config contract contract.account crypto"),
      room("cli.transfer", "cli crypto text"),
      room("cli.command", "bus cli cli.transfer contract contract.account contract.oidc crypto"),

      room("bus", "crypto"),
      room("bus.cluster", "bus crypto"),
      room("cluster", "bus bus.cluster config crypto files"),
      room("contract", "bus crypto"),
      room("contract.account", "bus config contract crypto"),
      room("contract.totp", "bus contract crypto"),
      room("contract.oidc", "bus contract contract.account crypto"),

      room("account", "account.application account.deletion account.event account.factor account.helpdesk account.login"
          + " account.mailed account.operator account.password account.password.queue account.person account.profile"
          + " account.rules account.session account.signup account.transfer account.webhook bus config contract"
          + " contract.account contract.totp crypto database files language mail metrics outgoing"),
      room("account.transfer", "account.password account.person account.rules " + ACCOUNT),
      room("account.application", "account.person account.session " + ACCOUNT),
      room("account.operator", "account.deletion account.factor account.mailed account.person account.profile"
          + " account.rules account.session " + ACCOUNT),
      room("account.helpdesk", "account.event account.factor account.operator account.person account.rules"
          + " account.session text " + ACCOUNT),
      room("account.deletion", "account.factor account.person account.session " + ACCOUNT),
      room("account.profile", "account.factor account.mailed account.password account.person account.rules"
          + " account.session " + ACCOUNT),
      room("account.signup", "account.mailed account.password account.person account.rules account.session "
          + ACCOUNT),
      room("account.login", "account.event account.factor account.mailed account.password account.person account.rules"
          + " account.session " + ACCOUNT),
      room("account.factor", "account.event account.password account.person account.rules account.session text " + ACCOUNT),
      room("account.session", "account.event account.password account.person account.rules " + ACCOUNT),
      room("account.mailed", "account.person account.rules language mail metrics " + ACCOUNT),
      room("account.password", "account.event account.password.queue account.person account.rules files metrics " + ACCOUNT),
      room("account.password.queue", "bus config metrics"),
      room("account.person", "account.rules contract.account crypto database"),
      room("account.event", "contract.account contract.totp database files"),
      room("account.webhook", "account.event metrics outgoing " + ACCOUNT),
      room("account.rules", "config contract.account crypto text"),

      room("oidc", "oidc.application oidc.authorize oidc.client oidc.forward oidc.key oidc.logout oidc.token outgoing "
          + OIDC),
      room("oidc.application", "oidc.client oidc.logout oidc.token " + OIDC),
      room("oidc.logout", "oidc.client oidc.key oidc.token outgoing " + OIDC),

      room("totp", "bus config contract contract.totp crypto database metrics totp.rules"),
      room("totp.rules", "config crypto"),

      room("oidc.authorize", "oidc.client oidc.key oidc.token " + OIDC),
      room("oidc.token", "oidc.client oidc.key " + OIDC),
      room("oidc.client", "oidc.key text " + OIDC),
      room("oidc.forward", "oidc.client oidc.token " + OIDC),
      room("oidc.key", OIDC),

      room("web", FEATURES + " bus config contract.account crypto files language web.exchange web.guard web.page web.site"),
      room("web.activity", PAGE),
      room("web.applications", "contract.oidc " + PAGE),
      room("web.authenticator", PAGE),
      room("web.helpdesk", "web.activity " + PAGE),
      room("web.home", "config " + PAGE),
      room("web.enrolment", PAGE),
      room("web.forward", "contract.oidc web.oauth2 " + PAGE),
      room("web.login", "contract.oidc " + PAGE),
      room("web.mailed", "config web.login " + PAGE),
      room("web.recovery", PAGE),
      room("web.oauth2", "contract.oidc " + PAGE),
      room("web.security", "config web.login " + PAGE),
      room("web.sessions", PAGE),
      room("web.signup", "config web.login " + PAGE),
      room("web.page", "config contract contract.account crypto language web.exchange web.guard web.site"),
      room("web.guard", "bus contract.account crypto web.exchange"),
      room("web.site", "config web.exchange"),
      room("web.exchange", "bus config contract.account crypto language"),

      room("tracing", ""),
      room("management", "config metrics"),
      room("metrics", ""),
      room("mail", "config crypto files"),
      room("outgoing", "config"),
      room("database", "bus config contract crypto"),
      room("database.backup", "config database files"),
      room("database.embedded", "config crypto database files"),
      room("config", "bus crypto files text"),
      room("crypto", ""),
      room("files", ""),
      room("language", "config text"),
      room("text", ""));

  private static Map.Entry<String, String> room(String name, String mayUse) {
    return Map.entry(name, mayUse);
  }

  static final ArchRule webHasNoDatabase =
      noClasses().that().resideInAPackage("dev.ally.web..").should().dependOnClassesThat()
          .resideInAnyPackage("dev.ally.database..", "io.vertx.sqlclient..", "io.vertx.pgclient..", "java.sql..");

  static final ArchRule pagesAreServedInTwoRooms =
      noClasses().that().resideOutsideOfPackages("dev.ally.web..", "dev.ally.management..")
          .should().dependOnClassesThat(resideInAPackage("io.vertx.ext.web.."));

  static final ArchRule oneRoomComputesCodes =
      noClasses().that().resideOutsideOfPackage("dev.ally.totp.rules..")
          .should().dependOnClassesThat().resideInAPackage("io.vertx.ext.auth..");

  static final ArchRule emailsLeaveFromOneRoom =
      noClasses().that().resideOutsideOfPackage("dev.ally.mail..")
          .should().dependOnClassesThat().resideInAPackage("io.vertx.ext.mail..");

  /** What signs and verifies stands in one place, where confusing two algorithms can be ruled out. */
  static final ArchRule tokensAreSignedInOneRoom =
      noClasses().that().resideOutsideOfPackage("dev.ally.oidc.key..")
          .should().dependOnClassesThat().resideInAPackage("com.nimbusds.jose..");

  static final ArchRule messagesOfTheProtocolAreReadInTwoRooms =
      noClasses().that().resideOutsideOfPackages("dev.ally.oidc.authorize..", "dev.ally.web.oauth2..")
          .should().dependOnClassesThat().resideInAnyPackage(
              "com.nimbusds.oauth2..", "com.nimbusds.openid..");

  /** A program that shows no metrics needs none of these libraries. */
  static final ArchRule metricsAreShownFromOneRoom =
      noClasses().that().resideOutsideOfPackage("dev.ally.management..")
          .should().dependOnClassesThat().resideInAnyPackage("io.micrometer..", "io.vertx.micrometer..");

  /** A program that is not traced needs none of these libraries. */
  static final ArchRule spansAreSentFromOneRoom =
      noClasses().that().resideOutsideOfPackage("dev.ally.tracing..")
          .should().dependOnClassesThat().resideInAnyPackage("io.opentelemetry..", "io.vertx.tracing..");

  static final ArchRule onlyTheBusTouchesRawMessages =
      noClasses().that().resideOutsideOfPackages("dev.ally.bus..", "dev.ally.tracing..").should().dependOnClassesThat(
          resideInAPackage("io.vertx.core.eventbus..").and(not(equivalentTo(EventBusOptions.class))));

  static final ArchRule secretsKnowNoVertx =
      noClasses().that().resideInAPackage("dev.ally.crypto..").should().dependOnClassesThat()
          .resideInAPackage("io.vertx..");

  /** But for the class of Vert.x that computes a code. */
  static final ArchRule pureRulesKnowNoVertx =
      noClasses().that().resideInAnyPackage("dev.ally..rules..", "dev.ally.text..", "dev.ally.files..")
          .should().dependOnClassesThat(
              resideInAPackage("io.vertx..").and(not(resideInAPackage("io.vertx.ext.auth.."))));

  static final ArchRule clockAndDiceArePassedIn =
      noClasses().that().doNotBelongToAnyOf(Main.class).and()
          .resideOutsideOfPackage("dev.ally.config..")
          .should().callMethod(Instant.class, "now")
          .orShould().callMethod(Clock.class, "systemUTC")
          .orShould().callMethod(System.class, "currentTimeMillis")
          .orShould().callMethod(System.class, "getenv")
          .orShould().callMethod(System.class, "getenv", String.class)
          .orShould().callConstructor(SecureRandom.class);

  /** A name server's silence would block the thread that asks, which may be an event loop. */
  static final ArchRule noTextOfAClientIsLookedUp =
      noClasses().that()
          .resideOutsideOfPackages("dev.ally", "dev.ally.app..", "dev.ally.cluster..",
              "dev.ally.database..", "dev.ally.outgoing..")
          .should().callMethod(InetAddress.class, "getByName", String.class)
          .orShould().callMethod(InetAddress.class, "getAllByName", String.class)
          .orShould().callConstructor(InetSocketAddress.class, String.class, int.class);

  /** What leads to an application is an address that it has registered, as oidc names it. */
  static final ArchRule twoRoomsLeadToApplications =
      noClasses().that().resideOutsideOfPackages("dev.ally.web.oauth2..", "dev.ally.web.forward..")
          .should().callConstructor(ClientAddress.class, String.class);

  /** So that no answer leads anywhere but to a LocalPath or a ClientAddress, which are what a Reply takes. */
  static final ArchRule repliesAloneSetHeaders =
      noClasses().that().resideInAPackage("dev.ally.web..")
          .and().doNotBelongToAnyOf(Reply.class)
          // Passes a request on, before anything is answered.
          .and().doNotHaveFullyQualifiedName("dev.ally.web.AnswerEnd")
          .should().callMethodWhere(target(owner(assignableTo(HttpServerResponse.class)))
              .and(target(nameMatching("putHeader|headers|trailers|putTrailer|sendFile|reset"))))
          .orShould().callMethodWhere(target(owner(assignableTo(RoutingContext.class)))
              .and(target(nameMatching("redirect|response|reroute|next|end"))));

  static final ArchRule secretsAreComparedInConstantTime =
      classes().that().areAssignableTo(TotpKey.class).or().areAssignableTo(Secret.class)
          .or().areAssignableTo(FormToken.class)
          .should().callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class);

  static final ArchRule bytesAreNeverComparedOtherwise =
      noClasses().should().callMethod(Arrays.class, "equals", byte[].class, byte[].class);

  static final ArchRule roomsFormNoCircle = slices().matching("dev.ally.(**)").should().beFreeOfCycles();

  static final ArchRule nothingIsNamedForNothing =
      classes().should().haveSimpleNameNotEndingWith("Util").andShould().haveSimpleNameNotEndingWith("Utils")
          .andShould().haveSimpleNameNotEndingWith("Manager").andShould().haveSimpleNameNotEndingWith("Helper")
          .andShould().haveSimpleNameNotEndingWith("Impl");

  private static final JavaClasses ALLY = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.ally");

  private static String room(JavaClass type) {
    return type.getPackageName().equals("dev.ally") ? "" : type.getPackageName().substring("dev.ally.".length());
  }

  @Test
  void everyRoomIsUnderARule() {
    assertThat(ALLY.stream().map(RoomsTest::room).distinct())
        .containsExactlyInAnyOrderElementsOf(MAY_USE.keySet());
  }

  @TestFactory
  List<DynamicTest> everyRoomUsesWhatItMay() {
    return MAY_USE.entrySet().stream().map(rule -> DynamicTest.dynamicTest("room " + rule.getKey(), () -> {
      Set<String> may = new TreeSet<>(List.of(rule.getValue().split(" ")));
      may.add(rule.getKey());
      assertThat(ALLY.stream().filter(type -> room(type).equals(rule.getKey()))
          .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
          .filter(dependency -> dependency.getTargetClass().getBaseComponentType().getPackageName()
              .matches("dev\\.ally(\\..*)?"))
          .filter(dependency -> !may.contains(room(dependency.getTargetClass().getBaseComponentType())))
          .map(Dependency::getDescription)).isEmpty();
    })).toList();
  }

  @TestFactory
  List<DynamicTest> everyRuleHolds() {
    List<Field> rules = Arrays.stream(RoomsTest.class.getDeclaredFields())
        .filter(field -> ArchRule.class.isAssignableFrom(field.getType())).toList();
    assertThat(rules).hasSizeGreaterThan(10);
    return rules.stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getName(), () -> ((ArchRule) rule.get(null)).check(ALLY)))
        .toList();
  }
}
