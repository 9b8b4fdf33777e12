package dev.ally.bus.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;

/**
 * What stands in clear on a question; all of it is proved by the seal, together with the address.
 *
 * @param requestId names this one try; its answer belongs to it alone
 * @param sentMillis since the epoch, by the asker's clock
 * @param passingKey of the asking process, X.509
 * @param sender id of the asking node
 */
record Envelope(UUID requestId, long sentMillis, byte[] passingKey, String sender) {
  private static final byte VERSION = 1;
  private static final int MOST_KEY_BYTES = 255;

  private enum Direction { QUESTION, ANSWER }

  /** A question as it goes over the bus. */
  record Letter(Envelope envelope, byte[] sealed) {}

  byte[] with(byte[] sealed) {
    return write(out -> {
      writeTo(out);
      out.write(sealed);
    });
  }

  /** @throws IllegalArgumentException when that is none */
  static Letter read(byte[] message) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(message))) {
      if (in.readByte() != VERSION) {
        throw new IllegalArgumentException("it is of another version");
      }
      UUID requestId = new UUID(in.readLong(), in.readLong());
      long sentMillis = in.readLong();
      byte[] passingKey = new byte[in.readUnsignedByte()];
      in.readFully(passingKey);
      return new Letter(new Envelope(requestId, sentMillis, passingKey, in.readUTF()), in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalArgumentException("it is no letter", e);
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
    if (passingKey.length > MOST_KEY_BYTES) {
      throw new IllegalArgumentException("such a key has fewer bytes");
    }
    out.writeByte(VERSION);
    out.writeLong(requestId.getMostSignificantBits());
    out.writeLong(requestId.getLeastSignificantBits());
    out.writeLong(sentMillis);
    out.writeByte(passingKey.length);
    out.write(passingKey);
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
