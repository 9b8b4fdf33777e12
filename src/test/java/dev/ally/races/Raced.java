package dev.ally.races;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** A race, which one run may win by luck: run {@code ally.race.times} times. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(Raced.Times.class)
@interface Raced {
  /** As many runs as the property says. */
  final class Times implements TestTemplateInvocationContextProvider {
    private static final int UNLESS_SET = 3;

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
      return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
      int times = Math.max(1, Integer.getInteger("ally.race.times", UNLESS_SET));
      return IntStream.range(0, times).mapToObj(run -> new TestTemplateInvocationContext() { });
    }
  }
}
