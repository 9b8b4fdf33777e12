package dev.ally.web.page;

import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlanksTest {
  private final Blanks blanks = new Blanks();
  private final List<Object> rendered = new ArrayList<>();

  private String filled(Object page, String token) {
    return answer(blanks.filled(page, token, gap -> {
      rendered.add(page);
      return Future.succeededFuture(Buffer.buffer("<" + page + " é " + gap + "|" + gap + ">"));
    })).toString();
  }

  @Test
  void aPageIsRenderedOnceAndHasEachOnesToken() {
    assertThat(filled("login", "Ada's")).isEqualTo("<login é Ada's|Ada's>");
    assertThat(filled("login", "Bob's")).isEqualTo("<login é Bob's|Bob's>");
    assertThat(filled("code", "Bob's")).isEqualTo("<code é Bob's|Bob's>");
    assertThat(rendered).containsExactly("login", "code");
  }

  @Test
  void aPageMayHaveNoForm() {
    for (int i = 0; i < 2; i++) {
      assertThat(answer(blanks.filled("refusal", "", gap -> Future.succeededFuture(Buffer.buffer("sorry")))).toString())
          .isEqualTo("sorry");
    }
  }

  @Test
  void whatCouldNotBeRenderedIsTriedAgain() {
    Future<Buffer> failed = blanks.filled("login", "Ada's", gap -> Future.failedFuture("broken"));
    assertThatThrownBy(() -> answer(failed)).hasMessage("broken");
    assertThat(filled("login", "Ada's")).startsWith("<login");
  }

  @Test
  void thoseThatNobodyAsksForGoFirst() {
    filled("seldom", "");
    for (int other = 1; other < Blanks.KEPT; other++) {
      filled("often", "");
      filled(other, "");
    }
    rendered.clear();
    filled("often", "");
    filled("seldom", "");
    assertThat(rendered).containsExactly("seldom");
  }
}
