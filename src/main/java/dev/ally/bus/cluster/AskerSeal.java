package dev.ally.bus.cluster;

import dev.ally.bus.Hop;
import dev.ally.crypto.AgreedKeys;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;

/** Seals the questions of this process and opens the answers. */
final class AskerSeal {
  private final RoleKeys keys;
  private final String self;
  private final Clock clock;
  private final SecureRandom random;
  private final KeyPair ephemeral;
  private final Map<Hop, AgreedKeys> agreed = new EnumMap<>(Hop.class);

  AskerSeal(RoleKeys keys, String self, Clock clock, SecureRandom random) {
    this.keys = keys;
    this.self = self;
    this.clock = clock;
    this.random = random;
    this.ephemeral = AgreedKeys.generate(random);
  }

  /** A sealed question, and the keys that open its answer. */
  record Asked(byte[] message, AgreedKeys keys, byte[] contextOfAnswer) {
    /** @throws dev.ally.crypto.SealBroken if it is not an answer of that role to this question */
    byte[] open(byte[] answer) {
      return keys.openAnswer(answer, contextOfAnswer);
    }
  }

  /** @param address of the node that is asked */
  Asked seal(Hop way, String address, byte[] question) {
    AgreedKeys between = agreedOn(way);
    UUID requestId = new UUID(random.nextLong(), random.nextLong());
    Envelope envelope = new Envelope(requestId, clock.millis(), ephemeral.getPublic().getEncoded(), self);
    byte[] sealed = between.sealQuestion(question, envelope.contextOfQuestion(address), random);
    return new Asked(envelope.with(sealed), between, envelope.contextOfAnswer(address));
  }

  private synchronized AgreedKeys agreedOn(Hop way) {
    return agreed.computeIfAbsent(
        way, w -> AgreedKeys.ofAsker(keys.ownOf(w.asker()), ephemeral, keys.knownOf(w.server())));
  }
}
