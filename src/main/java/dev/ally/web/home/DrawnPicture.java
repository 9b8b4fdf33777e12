package dev.ally.web.home;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import dev.ally.contract.account.ChangePicture;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A person's picture, drawn anew from an uploaded PNG, JPEG or WebP: the middle square at {@value #SIZE_PIXELS} pixels, as
 * a JPEG. Nothing of the file but its pixels gets into it; a photograph is turned as its camera was held.
 *
 * <p>The dimensions are read from the header, and a picture of too many pixels is refused before any is decoded.
 */
final class DrawnPicture {
  static final int SIZE_PIXELS = 256;

  private static final long MOST_PIXELS = 16_000_000;
  private static final int LONGEST_SIDE_PIXELS = 16_384;
  /** The best at which a picture is small enough is taken; the last is, whatever it shows. */
  private static final float[] QUALITIES = {0.9f, 0.7f, 0.4f};

  /** Why a file is refused. */
  enum Problem { NOT_A_PICTURE, TOO_MANY_PIXELS }

  /** It is refused. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final Problem problem;

    private Refused(Problem problem) {
      super(problem.name());
      this.problem = problem;
    }

    Problem problem() {
      return problem;
    }
  }

  private DrawnPicture() {}

  /** Blocking: it takes some ten milliseconds for a photograph, and memory for its pixels. */
  static byte[] jpeg(byte[] uploaded) throws Refused {
    ImageReader reader = reader(uploaded).orElseThrow(() -> new Refused(Problem.NOT_A_PICTURE));
    if (isWebp(uploaded) && !WebpParts.allHave(DrawnPicture::isAllowed, uploaded)) {
      throw new Refused(Problem.TOO_MANY_PIXELS);
    }
    try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(uploaded))) {
      reader.setInput(in, true, true);
      return write(draw(decode(reader), Orientation.of(uploaded)));
    } catch (IOException | RuntimeException malformed) {
      throw new Refused(Problem.NOT_A_PICTURE);
    } finally {
      reader.dispose();
    }
  }

  /** By the first bytes, whatever the file is called. */
  private static Optional<ImageReader> reader(byte[] file) {
    String start = start(file);
    return start.startsWith("\u0089PNG\r\n\u001a\n") ? Optional.of(ImageIO.getImageReadersByFormatName("png").next())
        : start.startsWith("\u00ff\u00d8\u00ff") ? Optional.of(ImageIO.getImageReadersByFormatName("jpeg").next())
        : isWebp(file) ? Optional.of(new WebPImageReaderSpi().createReaderInstance(null))
        : Optional.empty();
  }

  private static boolean isWebp(byte[] file) {
    return start(file).matches("(?s)RIFF....WEBP");
  }

  private static String start(byte[] file) {
    return new String(Arrays.copyOf(file, 12), StandardCharsets.ISO_8859_1);
  }

  private static boolean isAllowed(int width, int height) {
    return width <= LONGEST_SIDE_PIXELS && height <= LONGEST_SIDE_PIXELS && (long) width * height <= MOST_PIXELS;
  }

  /** The middle square, at most twice as large in each direction as it is needed. */
  private static BufferedImage decode(ImageReader reader) throws IOException, Refused {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if (!isAllowed(width, height)) {
      throw new Refused(Problem.TOO_MANY_PIXELS);
    }
    int side = Math.min(width, height);
    int step = Math.max(1, side / (2 * SIZE_PIXELS));
    ImageReadParam param = reader.getDefaultReadParam();
    param.setSourceRegion(new Rectangle((width - side) / 2, (height - side) / 2, side, side));
    param.setSourceSubsampling(step, step, 0, 0);
    return reader.read(0, param);
  }

  private static BufferedImage draw(BufferedImage square, Orientation orientation) {
    BufferedImage drawn = new BufferedImage(SIZE_PIXELS, SIZE_PIXELS, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = drawn.createGraphics();
    try {
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, SIZE_PIXELS, SIZE_PIXELS);
      graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
      AffineTransform placed = orientation.turn(SIZE_PIXELS);
      placed.scale((double) SIZE_PIXELS / square.getWidth(), (double) SIZE_PIXELS / square.getHeight());
      graphics.drawImage(square, placed, null);
    } finally {
      graphics.dispose();
    }
    return drawn;
  }

  private static byte[] write(BufferedImage picture) throws IOException {
    byte[] jpeg = {};
    for (float quality : QUALITIES) {
      jpeg = write(picture, quality);
      if (jpeg.length <= ChangePicture.MOST_BYTES) {
        return jpeg;
      }
    }
    return jpeg;
  }

  private static byte[] write(BufferedImage picture, float quality) throws IOException {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(jpeg)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), param);
    } finally {
      writer.dispose();
    }
    return jpeg.toByteArray();
  }
}
