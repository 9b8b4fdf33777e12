package dev.ally.web.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import dev.ally.contract.PendingKey;
import dev.ally.crypto.Secret;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QrPictureTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 60, 120, 300, 600})
  void isReadAsWhatWasDrawn(int length) throws Exception {
    String text = "otpauth://totp/" + "ë".repeat(length);

    assertThat(read(picture(text))).isEqualTo(text);
  }

  @Test
  void isThereForTheLongestNames() throws Exception {
    PendingKey key = new PendingKey(
        UUID.randomUUID(), Secret.of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "SHA1", 6, 30, 0, PendingKey.Purpose.FIRST);
    String text = KeyUri.of("\ud83d\udd11".repeat(64), "\u96ea".repeat(300) + "@example.org", key);

    assertThat(text).contains(URLEncoder.encode("\u96ea".repeat(60), StandardCharsets.UTF_8) + "?secret=");
    assertThat(read(picture(text))).isEqualTo(text);
  }

  @Test
  void isBlackOnWhiteWithAMarginOfFourModules() throws Exception {
    BufferedImage picture = picture("otpauth://totp/Ally");
    int module = picture.getWidth() / (25 + 8);
    int start = 4 * module;

    assertThat(picture.getWidth()).isGreaterThanOrEqualTo(960).isEqualTo(33 * module).isEqualTo(picture.getHeight());
    assertThat(picture.getRGB(0, 0)).isEqualTo(0xffffffff);
    assertThat(picture.getRGB(start - 1, start)).isEqualTo(0xffffffff);
    assertThat(picture.getRGB(start, start)).isEqualTo(0xff000000);
  }

  private static BufferedImage picture(String text) throws Exception {
    return ImageIO.read(new ByteArrayInputStream(QrPicture.png(text)));
  }

  private static String read(BufferedImage image) throws Exception {
    int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    var source = new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels);
    return new QRCodeReader().decode(new BinaryBitmap(new GlobalHistogramBinarizer(source))).getText();
  }
}
