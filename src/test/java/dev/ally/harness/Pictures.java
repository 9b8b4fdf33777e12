package dev.ally.harness;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Pictures that people could upload. */
public final class Pictures {
  private Pictures() {}

  /** The left half is red, the right one blue. */
  public static byte[] of(String format, int width, int height) throws IOException {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    fill(picture, Color.RED, 0, 0, width / 2, height);
    fill(picture, Color.BLUE, width / 2, 0, width, height);
    return write(picture, format);
  }

  /** Twice as wide as high: a square, red on the left and blue on the right, between green edges. */
  public static byte[] wide(String format) throws IOException {
    BufferedImage picture = new BufferedImage(1_200, 600, BufferedImage.TYPE_INT_RGB);
    fill(picture, Color.GREEN, 0, 0, 1_200, 600);
    fill(picture, Color.RED, 300, 0, 600, 600);
    fill(picture, Color.BLUE, 600, 0, 900, 600);
    return write(picture, format);
  }

  /** A JPEG that is white but for its upper left quarter. */
  public static byte[] quarters() throws IOException {
    BufferedImage picture = new BufferedImage(300, 300, BufferedImage.TYPE_INT_RGB);
    fill(picture, Color.WHITE, 0, 0, 300, 300);
    fill(picture, Color.BLACK, 0, 0, 60, 100);
    return write(picture, "jpeg");
  }

  /** A PNG that can be compressed by nothing. */
  public static byte[] noise(int size) throws IOException {
    BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(3);
    for (int i = 0; i < size * size; i++) {
      picture.setRGB(i % size, i / size, random.nextInt());
    }
    return write(picture, "png");
  }

  /** A PNG without a visible pixel. */
  public static byte[] transparent(int size) throws IOException {
    return write(new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB), "png");
  }

  /** The smallest lossy WebP, of one pixel. */
  public static byte[] webp() {
    return Base64.getDecoder().decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA");
  }

  /**
   * A WebP of less than a hundred bytes whose canvas has a hundred pixels, and whose bitstream says that it has so
   * many.
   *
   * @param animated whether the bitstream is that of a frame
   */
  public static byte[] webpBomb(boolean lossless, boolean animated, int width, int height) {
    ByteBuffer bits = ByteBuffer.allocate(18).order(ByteOrder.LITTLE_ENDIAN)
        .put((lossless ? "VP8L" : "VP8 ").getBytes(StandardCharsets.US_ASCII)).putInt(10);
    if (lossless) {
      bits.put((byte) 0x2f).putInt(width - 1 | height - 1 << 14);
    } else {
      bits.put(new byte[] {0x30, 1, 0, (byte) 0x9d, 1, 0x2a}).putShort((short) width).putShort((short) height);
    }
    ByteBuffer file = ByteBuffer.allocate(90).order(ByteOrder.LITTLE_ENDIAN)
        .put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(82).put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII))
        .putInt(10).put(new byte[] {(byte) (animated ? 2 : 0), 0, 0, 0, 9, 0, 0, 9, 0, 0});
    if (animated) {
      file.put("ANMF".getBytes(StandardCharsets.US_ASCII)).putInt(34)
          .put(new byte[] {0, 0, 0, 0, 0, 0, 9, 0, 0, 9, 0, 0, 1, 0, 0, 0});
    }
    return file.put(bits.array()).array();
  }

  /** A PNG of less than a hundred bytes that says that it has so many pixels, and holds none. */
  public static byte[] pngHeader(int width, int height) {
    ByteBuffer chunk = ByteBuffer.allocate(17).put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(width)
        .putInt(height).put(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(chunk.array());
    return ByteBuffer.allocate(33).putLong(0x89504e470d0a1a0aL).putInt(13).put(chunk.array())
        .putInt((int) crc.getValue()).array();
  }

  /** The JPEG with metadata: how the camera was held, and where. */
  public static byte[] withOrientation(byte[] jpeg, int orientation) {
    byte[] place = "a secret place".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer exif = ByteBuffer.allocate(36 + place.length).putShort((short) 0xffe1)
        .putShort((short) (34 + place.length)).put(new byte[] {'E', 'x', 'i', 'f', 0, 0})
        .putInt(0x4d4d002a).putInt(8).putShort((short) 1)
        .putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation).putShort((short) 0)
        .putInt(0).put(place);
    return ByteBuffer.allocate(jpeg.length + exif.capacity()).put(jpeg, 0, 2).put(exif.array())
        .put(jpeg, 2, jpeg.length - 2).array();
  }

  private static void fill(BufferedImage picture, Color color, int left, int top, int right, int bottom) {
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(color);
    graphics.fillRect(left, top, right - left, bottom - top);
    graphics.dispose();
  }

  private static byte[] write(BufferedImage picture, String format) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(picture, format, file);
    return file.toByteArray();
  }
}
