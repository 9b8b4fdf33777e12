package dev.ally.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.totp.CodeVerdict;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricTest {
  private static List<String> texts(Enum<?>[]... all) {
    return Stream.of(all).flatMap(Arrays::stream).map(value -> value.name().toLowerCase(Locale.ROOT)).distinct().toList();
  }

  @Test
  void labelsHaveTheValuesOfWhatIsCounted() {
    assertThat(Metric.LOGINS.labelValues()).containsExactlyInAnyOrderElementsOf(texts(
        LogIn.Outcome.values(), LogInWithCode.Outcome.values(), CodeRefusal.values(), Metric.Unanswered.values()));
    assertThat(Metric.CODES.labelValues()).containsExactlyInAnyOrderElementsOf(texts(CodeVerdict.Verdict.values()));
    assertThat(Metric.WAITS.labelValues()).containsExactlyInAnyOrderElementsOf(texts(Metric.Of.values()));
    assertThat(Metric.WAITING_BUDGETS.labelValues()).containsExactlyInAnyOrderElementsOf(texts(Metric.Of.values()));
  }

  @Test
  void namesFollowTheConventionsOfPrometheus() {
    for (Metric metric : Metric.values()) {
      assertThat(metric.base()).matches("ally_[a-z_]+").doesNotEndWith("_total").doesNotContain("__");
      assertThat(metric.base().endsWith("_seconds")).as(metric.base()).isEqualTo(metric.kind() == Metric.Kind.TIMER);
      assertThat(metric.label().isEmpty()).isEqualTo(metric.labelValues().isEmpty());
    }
  }
}
