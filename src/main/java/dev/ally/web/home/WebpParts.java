package dev.ally.web.home;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.BiPredicate;

/**
 * The sizes in the chunks of a WebP (RFC 9649). The size of the canvas does not bound them: each bitstream says its
 * own, and memory is taken for that when it is decoded.
 */
final class WebpParts {
  private static final int FIRST_CHUNK = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FRAME_HEADER = 16;
  private static final int LOSSY = fourCc('V', 'P', '8', ' ');
  private static final int LOSSLESS = fourCc('V', 'P', '8', 'L');
  private static final int FRAME = fourCc('A', 'N', 'M', 'F');
  /** Bits of a width or a height. */
  private static final int SIDE = 0x3fff;

  private final ByteBuffer file;
  private final BiPredicate<Integer, Integer> allowed;

  private WebpParts(byte[] file, BiPredicate<Integer, Integer> allowed) {
    this.file = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    this.allowed = allowed;
  }

  private static int fourCc(char first, char second, char third, char fourth) {
    return first | second << 8 | third << 16 | fourth << 24;
  }

  /**
   * Whether every bitstream, also of an animation's frames, has an allowed size. What lies beyond a malformed chunk is
   * not looked at, as it is not decoded.
   *
   * @param allowed takes a width and a height, in pixels
   */
  static boolean allHave(BiPredicate<Integer, Integer> allowed, byte[] file) {
    return new WebpParts(file, allowed).chunks(FIRST_CHUNK, file.length, false);
  }

  /** @param inFrame whether they are those of a frame, which holds no frames */
  private boolean chunks(int from, int to, boolean inFrame) {
    int at = from;
    while (at >= 0 && at <= to - CHUNK_HEADER) {
      int data = at + CHUNK_HEADER;
      long sizeBytes = Integer.toUnsignedLong(file.getInt(at + 4));
      int end = (int) Math.min(to, data + sizeBytes);
      int kind = file.getInt(at);
      boolean fits = kind == LOSSY ? lossy(data)
          : kind == LOSSLESS ? lossless(data)
          : kind != FRAME || inFrame || chunks(data + FRAME_HEADER, end, true);
      if (!fits) {
        return false;
      }
      at = (int) Math.min(to, data + sizeBytes + (sizeBytes & 1));
    }
    return true;
  }

  /** After a frame tag and a start code, of three bytes each (RFC 6386 §9.1). */
  private boolean lossy(int data) {
    return data + 10 > file.limit()
        || allowed.test(file.getShort(data + 6) & SIDE, file.getShort(data + 8) & SIDE);
  }

  /** After a signature of one byte (RFC 9649 §3.4). */
  private boolean lossless(int data) {
    if (data + 5 > file.limit()) {
      return true;
    }
    int sides = file.getInt(data + 1);
    return allowed.test((sides & SIDE) + 1, (sides >>> 14 & SIDE) + 1);
  }
}
