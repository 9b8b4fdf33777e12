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

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import io.vertx.core.eventbus.EventBusOptions;
import java.lang.reflect.Field;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Who may know whom. */
class RoomsTest {
  private static final String[] WHAT_A_VERTICLE_MAY_KNOW = {
    "dev.ally.contract..", "dev.ally.crypto..", "dev.ally.config..", "dev.ally.database..", "dev.ally.text.."
  };

  static final ArchRule webKnowsNoOtherVerticle =
      noClasses().that().resideInAPackage("dev.ally.web..").should().dependOnClassesThat(
          resideInAPackage("dev.ally..").and(not(resideInAPackage("dev.ally.web..")))
              .and(not(resideInAPackage("dev.ally.contract.."))).and(not(resideInAPackage("dev.ally.crypto..")))
              .and(not(resideInAPackage("dev.ally.config.."))));

  static final ArchRule accountKnowsNoOtherVerticle = knowsNoOtherVerticle("dev.ally.account..", "dev.ally.mail..");

  static final ArchRule totpKnowsNoOtherVerticle = knowsNoOtherVerticle("dev.ally.totp..");

  private static ArchRule knowsNoOtherVerticle(String... own) {
    var other = resideInAPackage("dev.ally..");
    for (String room : own) {
      other = other.and(not(resideInAPackage(room)));
    }
    for (String known : WHAT_A_VERTICLE_MAY_KNOW) {
      other = other.and(not(resideInAPackage(known)));
    }
    return noClasses().that().resideInAPackage(own[0]).should().dependOnClassesThat(other);
  }

  static final ArchRule webHasNoDatabase =
      noClasses().that().resideInAPackage("dev.ally.web..").should().dependOnClassesThat()
          .resideInAnyPackage("dev.ally.database..", "io.vertx.sqlclient..", "io.vertx.pgclient..", "java.sql..");

  static final ArchRule pagesAreServedInTwoRooms =
      noClasses().that().resideOutsideOfPackages("dev.ally.web..", "dev.ally.management..")
          .should().dependOnClassesThat(resideInAPackage("io.vertx.ext.web.."));

  static final ArchRule oneClassComputesCodes =
      noClasses().that().doNotHaveFullyQualifiedName("dev.ally.totp.TotpKey")
          .should().dependOnClassesThat().resideInAPackage("io.vertx.ext.auth..");

  static final ArchRule lettersLeaveFromOneRoom =
      noClasses().that().resideOutsideOfPackage("dev.ally.mail..")
          .should().dependOnClassesThat().resideInAPackage("io.vertx.ext.mail..");

  static final ArchRule onlyContractTouchesRawMessages =
      noClasses().that().resideOutsideOfPackage("dev.ally.contract..").should().dependOnClassesThat(
          resideInAPackage("io.vertx.core.eventbus..").and(not(equivalentTo(EventBusOptions.class))));

  static final ArchRule secretsKnowNoVertx =
      noClasses().that().resideInAPackage("dev.ally.crypto..").should().dependOnClassesThat()
          .resideInAPackage("io.vertx..");

  static final ArchRule pureRulesKnowNoVertx =
      noClasses().that().haveFullyQualifiedName("dev.ally.account.EmailAddress")
          .or().haveFullyQualifiedName("dev.ally.account.MailDomain")
          .or().resideInAPackage("dev.ally.text..")
          .or().haveFullyQualifiedName("dev.ally.account.PasswordRules")
          .or().haveFullyQualifiedName("dev.ally.account.NewAccountRules")
          .or().haveFullyQualifiedName("dev.ally.account.CommonPasswords")
          .or().haveFullyQualifiedName("dev.ally.totp.Authenticator")
          .or().haveFullyQualifiedName("dev.ally.totp.TypedCode")
          .or().haveFullyQualifiedName("dev.ally.totp.GuessBudget")
          .should().dependOnClassesThat().resideInAPackage("io.vertx..");

  static final ArchRule clockAndDiceArePassedIn =
      noClasses().that().doNotHaveFullyQualifiedName("dev.ally.Main").and()
          .resideOutsideOfPackage("dev.ally.config..")
          .should().callMethod(Instant.class, "now")
          .orShould().callMethod(Clock.class, "systemUTC")
          .orShould().callMethod(System.class, "currentTimeMillis")
          .orShould().callMethod(System.class, "getenv")
          .orShould().callMethod(System.class, "getenv", String.class)
          .orShould().callConstructor(SecureRandom.class);

  /** A name server's silence would block whoever asks, an event loop among them. */
  static final ArchRule noTextOfAStrangerIsLookedUp =
      noClasses().that().resideOutsideOfPackages("dev.ally", "dev.ally.cluster..", "dev.ally.database..")
          .should().callMethod(InetAddress.class, "getByName", String.class)
          .orShould().callMethod(InetAddress.class, "getAllByName", String.class)
          .orShould().callConstructor(InetSocketAddress.class, String.class, int.class);

  /** So that no answer leads anywhere but to a LocalPath, which is what a Reply takes. */
  static final ArchRule repliesAloneSetHeaders =
      noClasses().that().resideInAPackage("dev.ally.web..")
          .and().doNotHaveFullyQualifiedName("dev.ally.web.exchange.Reply")
          .should().callMethodWhere(target(owner(assignableTo(HttpServerResponse.class)))
              .and(target(nameMatching("putHeader|headers|trailers|putTrailer|sendFile|reset"))))
          .orShould().callMethodWhere(target(owner(assignableTo(RoutingContext.class)))
              .and(target(nameMatching("redirect|response|reroute|next|end"))));

  static final ArchRule secretsAreComparedInConstantTime =
      classes().that().haveFullyQualifiedName("dev.ally.totp.TotpKey")
          .or().haveFullyQualifiedName("dev.ally.crypto.Secret")
          .or().haveFullyQualifiedName("dev.ally.web.guard.FormToken")
          .should().callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class);

  static final ArchRule bytesAreNeverComparedOtherwise =
      noClasses().should().callMethod(Arrays.class, "equals", byte[].class, byte[].class);

  static final ArchRule roomsFormNoCircle = slices().matching("dev.ally.(*)..").should().beFreeOfCycles();

  static final ArchRule nothingIsNamedForNothing =
      classes().should().haveSimpleNameNotEndingWith("Util").andShould().haveSimpleNameNotEndingWith("Utils")
          .andShould().haveSimpleNameNotEndingWith("Manager").andShould().haveSimpleNameNotEndingWith("Helper")
          .andShould().haveSimpleNameNotEndingWith("Impl");

  @TestFactory
  List<DynamicTest> everyRuleHolds() {
    JavaClasses ally = new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.ally");
    List<Field> rules = Arrays.stream(RoomsTest.class.getDeclaredFields())
        .filter(field -> ArchRule.class.isAssignableFrom(field.getType())).toList();
    assertThat(rules).hasSizeGreaterThan(10);
    return rules.stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getName(), () -> ((ArchRule) rule.get(null)).check(ally)))
        .toList();
  }
}
