package dev.ally.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.timeout.ReadTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnswerTimeoutTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();

  @BeforeEach
  void stopTheClock() {
    channel.freezeTime();
    channel.pipeline().addLast(new AnswerTimeout(Duration.ofSeconds(6)));
  }

  private void pass(int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  private void ask() {
    channel.writeOutbound("a question");
  }

  private void answer() {
    channel.writeInbound("an answer");
  }

  private void assertClosed() {
    assertThat(channel.isOpen()).isFalse();
    assertThatThrownBy(channel::checkException).isInstanceOf(ReadTimeoutException.class);
  }

  @Test
  void whatIsNotAnsweredClosesTheConnection() {
    ask();
    pass(5);
    assertThat(channel.isOpen()).isTrue();
    pass(1);
    assertClosed();
  }

  @Test
  void aConnectionThatNobodyAsksStaysOpen() {
    pass(60);
    ask();
    answer();
    pass(3_600);
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void theTimeRunsFromTheQuestionAndNotFromTheOneBefore() {
    ask();
    answer();
    pass(5);
    ask();
    pass(5);
    assertThat(channel.isOpen()).isTrue();
    pass(1);
    assertClosed();
  }

  @Test
  void furtherQuestionsDoNotPutItOff() {
    ask();
    pass(4);
    ask();
    pass(2);
    assertClosed();
  }
}
