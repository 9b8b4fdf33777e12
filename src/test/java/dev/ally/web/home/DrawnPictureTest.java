package dev.ally.web.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ally.contract.account.ChangePicture;
import dev.ally.harness.Pictures;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DrawnPictureTest {
  private static BufferedImage drawn(byte[] uploaded) throws Exception {
    byte[] jpeg = DrawnPicture.jpeg(uploaded);
    assertThat(jpeg).hasSizeLessThanOrEqualTo(ChangePicture.MOST_BYTES);
    return ImageIO.read(new ByteArrayInputStream(jpeg));
  }

  private static DrawnPicture.Problem problem(byte[] uploaded) {
    return catchThrowableOfType(DrawnPicture.Refused.class, () -> DrawnPicture.jpeg(uploaded)).problem();
  }

  private static void assertColour(BufferedImage picture, int x, int y, Color expected) {
    Color found = new Color(picture.getRGB(x, y));
    assertThat(Math.abs(found.getRed() - expected.getRed()) + Math.abs(found.getGreen() - expected.getGreen())
        + Math.abs(found.getBlue() - expected.getBlue())).as("%s is %s", found, expected).isLessThan(60);
  }

  /** The middle square of a wide picture, red and blue; what stands beside it is green. */
  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg"})
  void isTheMiddleSquareAt256Pixels(String format) throws Exception {
    BufferedImage picture = drawn(Pictures.wide(format));
    assertThat(picture.getWidth()).isEqualTo(256);
    assertThat(picture.getHeight()).isEqualTo(256);
    assertColour(picture, 10, 128, Color.RED);
    assertColour(picture, 245, 128, Color.BLUE);
  }

  @Test
  void isDrawnFromWebP() throws Exception {
    BufferedImage picture = drawn(Pictures.webp());
    assertThat(picture.getWidth()).isEqualTo(256);
  }

  @Test
  void isEnlargedWhereItIsSmallAndWhiteWhereItIsTransparent() throws Exception {
    BufferedImage picture = drawn(Pictures.transparent(3));
    assertThat(picture.getWidth()).isEqualTo(256);
    assertColour(picture, 128, 128, Color.WHITE);
  }

  @Test
  void fitsIntoAMessageWhateverItShows() throws Exception {
    drawn(Pictures.noise(512));
  }

  /** A photograph says in its metadata how the camera was held. Unturned, the upper left is dark, higher than wide. */
  @ParameterizedTest
  @CsvSource({"1,20,70", "2,235,70", "3,235,185", "4,20,185", "5,70,20", "6,185,20", "7,185,235", "8,70,235"})
  void standsAsTheCameraWasHeld(int orientation, int x, int y) throws Exception {
    byte[] turned = Pictures.withOrientation(Pictures.quarters(), orientation);
    assertColour(drawn(turned), x, y, Color.BLACK);
    String text = new String(DrawnPicture.jpeg(turned), StandardCharsets.ISO_8859_1);
    assertThat(text).doesNotContain("Exif", "a secret place");
  }

  @ParameterizedTest
  @CsvSource({"20000, 10", "10, 20000", "4001, 4000", "100000, 100000", "2147483647, 2147483647"})
  void isRefusedByItsHeaderWhenItHasTooManyPixels(int width, int height) {
    byte[] bomb = Pictures.pngHeader(width, height);
    assertThat(bomb).hasSizeLessThan(100);
    assertThat(problem(bomb)).isEqualTo(DrawnPicture.Problem.TOO_MANY_PIXELS);
  }

  /** The canvas, which a WebP has beside, is small. */
  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void isRefusedByTheSizesOfTheBitstreamsOfAWebp(boolean lossless, boolean animated) {
    byte[] bomb = Pictures.webpBomb(lossless, animated, 16_000, 16_000);
    assertThat(bomb).hasSizeLessThan(100);
    assertThat(problem(bomb)).isEqualTo(DrawnPicture.Problem.TOO_MANY_PIXELS);
    assertThat(problem(Pictures.webpBomb(lossless, animated, 4_001, 4_000)))
        .isEqualTo(DrawnPicture.Problem.TOO_MANY_PIXELS);
  }

  @Test
  void isRefusedWhenItIsNoPictureOfTheThree() throws IOException {
    byte[] png = Pictures.of("png", 40, 40);
    for (byte[] file : new byte[][] {
        {}, {1}, "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8),
        Pictures.of("gif", 40, 40), Pictures.of("bmp", 40, 40), Arrays.copyOf(png, 60), Pictures.pngHeader(40, 40),
        Pictures.pngHeader(0, 0), Arrays.copyOf(Pictures.webp(), 20)}) {
      assertThat(problem(file)).isEqualTo(DrawnPicture.Problem.NOT_A_PICTURE);
    }
  }

  /** Whatever a file holds, it is drawn or refused. */
  @Test
  void isDrawnOrRefusedWhateverIsChangedInIt() throws IOException {
    Random random = new Random(11);
    byte[][] good = {Pictures.of("png", 40, 40), Pictures.of("jpeg", 40, 40), Pictures.webp()};
    for (int i = 0; i < 300; i++) {
      byte[] changed = good[i % good.length].clone();
      for (int j = 0; j < 3; j++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(DrawnPicture.jpeg(changed)).isNotEmpty();
      } catch (DrawnPicture.Refused refused) {
        assertThat(refused.problem()).isNotNull();
      }
    }
  }
}
