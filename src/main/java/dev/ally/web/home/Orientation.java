package dev.ally.web.home;

import java.awt.geom.AffineTransform;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a camera was held: the tag Orientation of a JPEG (Exif 2.32 §4.6.4), 1 to 8.
 *
 * @param tag 1 where it is missing or wrong: the picture stands as it is
 */
record Orientation(int tag) {
  private static final Orientation UPRIGHT = new Orientation(1);
  private static final int START_OF_IMAGE = 0xffd8;
  private static final int APP1 = 0xffe1;
  private static final int START_OF_SCAN = 0xffda;
  private static final long EXIF = 0x457869660000L;
  private static final int TAG = 0x0112;
  private static final int ENTRY_BYTES = 12;

  /** Of a file, of whatever kind. */
  static Orientation of(byte[] file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(file);
      if (Short.toUnsignedInt(bytes.getShort(0)) != START_OF_IMAGE) {
        return UPRIGHT;
      }
      int at = 2;
      while (Short.toUnsignedInt(bytes.getShort(at)) != START_OF_SCAN) {
        boolean exif = Short.toUnsignedInt(bytes.getShort(at)) == APP1 && bytes.getLong(at + 4) >>> 16 == EXIF;
        int length = Short.toUnsignedInt(bytes.getShort(at + 2));
        if (exif) {
          return ofTiff(bytes.slice(at + 10, length - 8));
        }
        at += 2 + Math.max(2, length);
      }
      return UPRIGHT;
    } catch (IndexOutOfBoundsException malformed) {
      return UPRIGHT;
    }
  }

  private static Orientation ofTiff(ByteBuffer tiff) {
    tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    int entries = Short.toUnsignedInt(tiff.getShort(directory));
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + i * ENTRY_BYTES;
      if (tiff.getShort(entry) == TAG) {
        int tag = tiff.getShort(entry + 8);
        return tag >= 1 && tag <= 8 ? new Orientation(tag) : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** Turns and mirrors a square of this size, so that it stands upright. */
  AffineTransform turn(int size) {
    AffineTransform turn = AffineTransform.getQuadrantRotateInstance(switch (tag) {
      case 3, 4 -> 2;
      case 5, 6 -> 1;
      case 7, 8 -> 3;
      default -> 0;
    }, size / 2.0, size / 2.0);
    if (tag == 2 || tag == 4 || tag == 5 || tag == 7) {
      // 5 and 7 are mirrored before they are turned: along the other diagonal.
      boolean upsideDown = tag == 5 || tag == 7;
      turn.translate(upsideDown ? 0 : size, upsideDown ? size : 0);
      turn.scale(upsideDown ? 1 : -1, upsideDown ? -1 : 1);
    }
    return turn;
  }
}
