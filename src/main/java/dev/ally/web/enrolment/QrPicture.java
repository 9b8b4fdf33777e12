package dev.ally.web.enrolment;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A QR code (ISO/IEC 18004, level M, a margin of four modules) as a PNG of at least {@value #SIZE_PIXELS} pixels, black
 * on white, with one bit for each pixel. It is the code and its margin alone, so that the code is as large on a page
 * whatever it says, and has more pixels than any page shows.
 */
final class QrPicture {
  static final int SIZE_PIXELS = 960;

  private static final int MARGIN_MODULES = 4;
  /** Eight pixels. */
  private static final byte WHITE = (byte) 0xff;

  private QrPicture() {}

  /** Blocking: it takes some milliseconds. */
  static byte[] png(String text) {
    try {
      ByteMatrix modules = Encoder.encode(text, ErrorCorrectionLevel.M, Map.of(EncodeHintType.CHARACTER_SET, "UTF-8"))
          .getMatrix();
      return write(draw(modules));
    } catch (WriterException | IOException e) {
      throw new IllegalArgumentException("a key's address of " + text.length() + " characters fits no QR code");
    }
  }

  private static BufferedImage draw(ByteMatrix modules) {
    int across = modules.getWidth() + 2 * MARGIN_MODULES;
    int scale = (SIZE_PIXELS + across - 1) / across;
    int size = across * scale;
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_BINARY);
    byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    Arrays.fill(pixels, WHITE);
    int rowBytes = pixels.length / size;
    for (int row = 0; row < modules.getHeight(); row++) {
      int first = (MARGIN_MODULES + row) * scale * rowBytes;
      for (int x = 0; x < modules.getWidth() * scale; x++) {
        if (modules.get(x / scale, row) == 1) {
          blacken(pixels, first, MARGIN_MODULES * scale + x);
        }
      }
      for (int line = 1; line < scale; line++) {
        System.arraycopy(pixels, first, pixels, first + line * rowBytes, rowBytes);
      }
    }
    return image;
  }

  /** Eight pixels are a byte, the left one its highest bit. */
  private static void blacken(byte[] pixels, int row, int x) {
    pixels[row + x / 8] &= (byte) ~(0x80 >> x % 8);
  }

  /** Writes in memory only: by default ImageIO would write the picture, and so the key, to a temporary file. */
  private static byte[] write(BufferedImage image) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
      ImageIO.write(image, "png", out);
    }
    return png.toByteArray();
  }
}
