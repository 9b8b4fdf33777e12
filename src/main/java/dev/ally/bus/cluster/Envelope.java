package dev.ally.bus.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;

/**
 * The header of a question, in clear; the seal authenticates all of it, together with the address.
 *
 * @param requestId identifies one try; the answer is bound to it
 * @param sentMillis since the epoch, by the asker's clock
 * @param ephemeralKey of the asking process, X.509
 * @param sender id of the asking node
 */
record Envelope(UUID requestId, long sentMillis, byte[] ephemeralKey, String sender) {
  private static final byte VERSION = 1;
  private static final int MOST_KEY_BYTES = 255;

  private enum Direction { QUESTION, ANSWER }

  /** A question as it is sent over the bus. */
  record SealedQuestion(Envelope envelope, byte[] sealed) {}

  byte[] with(byte[] sealed) {
    return write(out -> {
      writeTo(out);
      out.write(sealed);
    });
  }

  /** @throws IllegalArgumentException if it is not a question */
  static SealedQuestion read(byte[] message) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(message))) {
      if (in.readByte() != VERSION) {
        throw new IllegalArgumentException("it has another version");
      }
      UUID requestId = new UUID(in.readLong(), in.readLong());
      long sentMillis = in.readLong();
      byte[] ephemeralKey = new byte[in.readUnsignedByte()];
      in.readFully(ephemeralKey);
      return new SealedQuestion(new Envelope(requestId, sentMillis, ephemeralKey, in.readUTF()), in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalArgumentException("it is not a question", e);
    }
  }

  byte[] contextOfQuestion(String address) {
    return context(Direction.QUESTION, address);
  }

  byte[] contextOfAnswer(String address) {
    return context(Direction.ANSWER, address);
  }

  private byte[] context(Direction direction, String address) {
    return write(out -> {
      out.writeByte(direction.ordinal());
      out.writeUTF(address);
      writeTo(out);
    });
  }

  private void writeTo(DataOutputStream out) throws IOException {
    if (ephemeralKey.length > MOST_KEY_BYTES) {
      throw new IllegalArgumentException("the key is too long");
    }
    out.writeByte(VERSION);
    out.writeLong(requestId.getMostSignificantBits());
    out.writeLong(requestId.getLeastSignificantBits());
    out.writeLong(sentMillis);
    out.writeByte(ephemeralKey.length);
    out.write(ephemeralKey);
    out.writeUTF(sender);
  }

  private static byte[] write(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }
}
