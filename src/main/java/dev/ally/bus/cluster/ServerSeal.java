package dev.ally.bus.cluster;

import dev.ally.bus.Hop;
import dev.ally.crypto.AgreedKeys;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Opens each question to this process once, and seals the answers. */
final class ServerSeal {
  /** Allows for two clocks, each within the tolerance of five seconds, and a slow network. */
  static final Duration WINDOW = Duration.ofSeconds(30);
  private static final int MOST_REQUESTS = 1 << 17;
  private static final int MOST_ASKERS = 1 << 8;

  private final RoleKeys keys;
  private final Clock clock;
  private final SecureRandom random;
  private final Replays replays = new Replays(WINDOW, MOST_REQUESTS);
  private final Map<Agreement, AgreedKeys> agreed = new LinkedHashMap<>(16, 0.75f, true) {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Agreement, AgreedKeys> eldest) {
      return size() > MOST_ASKERS;
    }
  };

  private record Agreement(Hop way, ByteBuffer ephemeralKey) {}

  ServerSeal(RoleKeys keys, Clock clock, SecureRandom random) {
    this.keys = keys;
    this.clock = clock;
    this.random = random;
  }

  /** A question of the right role, received for the first time. */
  record Opened(byte[] question, String sender, AgreedKeys keys, byte[] contextOfAnswer) {}

  /**
   * Opens a question.
   *
   * @throws IllegalArgumentException if it is not a question, or its time is not acceptable
   * @throws dev.ally.crypto.SealBroken if another role asked, or it was meant for another address, or altered
   */
  Opened open(Hop way, String address, byte[] message) {
    Envelope.SealedQuestion sealed = Envelope.read(message);
    Envelope envelope = sealed.envelope();
    Agreement agreement = new Agreement(way, ByteBuffer.wrap(envelope.ephemeralKey()));
    AgreedKeys between = agreedOn(agreement);
    byte[] question = between.openQuestion(sealed.sealed(), envelope.contextOfQuestion(address));
    remember(agreement, between);
    if (!replays.isFresh(envelope.requestId(), envelope.sentMillis(), clock.millis())) {
      throw new IllegalArgumentException("it is a replay, or its time is not acceptable; sent by " + envelope.sender());
    }
    return new Opened(question, envelope.sender(), between, envelope.contextOfAnswer(address));
  }

  byte[] seal(Opened question, byte[] answer) {
    return question.keys().sealAnswer(answer, question.contextOfAnswer(), random);
  }

  private AgreedKeys agreedOn(Agreement agreement) {
    synchronized (agreed) {
      AgreedKeys known = agreed.get(agreement);
      if (known != null) {
        return known;
      }
    }
    return AgreedKeys.ofServer(
        keys.ownOf(agreement.way.server()),
        AgreedKeys.publicKey(agreement.ephemeralKey.array()),
        keys.knownOf(agreement.way.asker()));
  }

  /** Stores only keys that opened a question, so that other senders cannot evict them. */
  private void remember(Agreement agreement, AgreedKeys between) {
    synchronized (agreed) {
      agreed.putIfAbsent(agreement, between);
    }
  }
}
