package dev.ally.account.profile;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.requestInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.contract.account.ChangePicture;
import dev.ally.contract.account.ChangePicture.Outcome;
import dev.ally.contract.account.DeleteOwnAccount;
import dev.ally.contract.account.FindPicture;
import dev.ally.contract.account.FindSession;
import dev.ally.crypto.Secret;
import io.vertx.core.buffer.Buffer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A person's picture is kept with the account, shown to nobody else, and goes with it. */
class PictureTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Buffer PICTURE = Buffer.buffer(new byte[] {(byte) 0xff, (byte) 0xd8, 1, 2, 3});

  private final Secret session = ALLY.session(ALLY.account());

  private Outcome change(UUID operationId, Buffer picture) {
    return ALLY.ask(ChangePicture.OPERATION, new ChangePicture(operationId, session, picture)).outcome();
  }

  private FindPicture.Answer find(Secret asking) {
    return ALLY.ask(FindPicture.OPERATION, new FindPicture(asking));
  }

  @Test
  void isTheOneThatWasPutLastAndNobodyElses() {
    assertThat(find(session).picture().length()).isZero();
    change(UUID.randomUUID(), PICTURE);
    UUID operation = UUID.randomUUID();
    Buffer other = PICTURE.copy().appendByte((byte) 4);
    assertThat(change(operation, other)).isEqualTo(Outcome.CHANGED);
    assertThat(find(session).picture()).isEqualTo(other);
    assertThat(find(session).person().orElseThrow().picture()).contains(operation);
    assertThat(ALLY.ask(FindSession.OPERATION, new FindSession(session)).person().orElseThrow().picture())
        .contains(operation);
    assertThat(find(ALLY.session(ALLY.account())).picture().length()).isZero();
    assertThat(find(Secret.of("nobody")).person()).isEmpty();
  }

  @Test
  void isRemoved() {
    change(UUID.randomUUID(), PICTURE);
    assertThat(change(UUID.randomUUID(), Buffer.buffer())).isEqualTo(Outcome.CHANGED);
    assertThat(find(session).picture().length()).isZero();
    assertThat(find(session).person().orElseThrow().picture()).isEmpty();
  }

  /** A web node that was taken over can keep nothing here but what may be a picture, and little of that. */
  @Test
  void isABoundedJpegAndNothingElse() {
    assertThat(change(UUID.randomUUID(), Buffer.buffer("<svg>"))).isEqualTo(Outcome.REFUSED);
    change(UUID.randomUUID(), PICTURE.copy().appendBytes(new byte[ChangePicture.MOST_BYTES]));
    assertThat(find(session).picture().length()).isZero();
  }

  @Test
  void goesWithTheAccount() {
    UUID id = UUID.randomUUID();
    change(id, PICTURE);
    ALLY.ask(DeleteOwnAccount.OPERATION,
        new DeleteOwnAccount(UUID.randomUUID(), session, PASSWORD, Secret.empty(), requestInfo()));
    assertThat(ALLY.database.count("account.picture WHERE id = '" + id + "'")).isZero();
  }
}
