package dev.ally.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyPairGeneratorSpi;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes RSA keys of 2048 bits of primes that are ready, two of eight for each; after 28 of them the first comes again. To
 * find primes takes seconds of a test, and they protect nothing here.
 */
public final class ReadyRsaKeys extends Provider {
  private static final long serialVersionUID = 1;
  private static final int SIZE_BITS = 2048;
  private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);
  private static final List<BigInteger[]> PAIRS = pairs();
  private static final AtomicInteger GIVEN = new AtomicInteger();

  private ReadyRsaKeys() {
    super("ReadyRsaKeys", "1", "RSA keys of primes that are ready");
    put("KeyPairGenerator.RSA", Generator.class.getName());
  }

  /** For the rest of this JVM; later calls do nothing. */
  public static synchronized void use() {
    Security.insertProviderAt(new ReadyRsaKeys(), 1);
  }

  private static List<BigInteger[]> pairs() {
    try (InputStream file = ReadyRsaKeys.class.getResourceAsStream("/primes.txt")) {
      List<BigInteger> primes = new String(file.readAllBytes(), StandardCharsets.US_ASCII).lines()
          .map(line -> new BigInteger(line, 16)).toList();
      List<BigInteger[]> pairs = new ArrayList<>();
      for (int i = 0; i < primes.size(); i++) {
        for (int j = 0; j < i; j++) {
          pairs.add(new BigInteger[] {primes.get(i), primes.get(j)});
        }
      }
      return pairs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Called by Java. */
  public static final class Generator extends KeyPairGeneratorSpi {
    private int size = SIZE_BITS;
    private SecureRandom random = new SecureRandom();

    @Override
    public void initialize(int keysize, SecureRandom source) {
      size = keysize;
      random = source;
    }

    @Override
    public KeyPair generateKeyPair() {
      try {
        return size == SIZE_BITS ? next() : another();
      } catch (GeneralSecurityException e) {
        throw new ProviderException(e);
      }
    }

    private KeyPair another() throws GeneralSecurityException {
      KeyPairGenerator java = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
      java.initialize(size, random);
      return java.generateKeyPair();
    }

    /** RFC 8017, section 3. */
    private static KeyPair next() throws GeneralSecurityException {
      BigInteger[] pair = PAIRS.get(Math.floorMod(GIVEN.getAndIncrement(), PAIRS.size()));
      BigInteger p = pair[0];
      BigInteger q = pair[1];
      BigInteger pLess = p.subtract(BigInteger.ONE);
      BigInteger qLess = q.subtract(BigInteger.ONE);
      BigInteger n = p.multiply(q);
      BigInteger d = EXPONENT.modInverse(pLess.multiply(qLess).divide(pLess.gcd(qLess)));
      KeyFactory keys = KeyFactory.getInstance("RSA");
      return new KeyPair(
          keys.generatePublic(new RSAPublicKeySpec(n, EXPONENT)),
          keys.generatePrivate(new RSAPrivateCrtKeySpec(
              n, EXPONENT, d, p, q, d.mod(pLess), d.mod(qLess), q.modInverse(p))));
    }
  }
}
