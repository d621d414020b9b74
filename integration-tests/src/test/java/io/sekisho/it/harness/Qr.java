package io.sekisho.it.harness;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.MultiFormatReader;
import com.google.zxing.NotFoundException;
import com.google.zxing.client.j2se.BufferedImageLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.microsoft.playwright.Locator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** Reads a QR code off the screen as a phone would. */
public final class Qr {

    private Qr() {}

    /**
     * What {@code zbarimg} reads, a program that shares no line with the one that drew it; and another reader must
     * agree.
     */
    public static String read(Locator element) {
        Path zbarimg = Tool.require("zbarimg");
        byte[] png = element.screenshot();
        try {
            Path file = Files.createTempFile("qr", ".png");
            Files.write(file, png);
            String text = Tool.run(List.of(zbarimg.toString(), "--quiet", "--raw", file.toString()));
            Files.delete(file);
            String other = readByZxing(png);
            if (!text.equals(other)) {
                throw new AssertionError("Two readers disagree about a QR code");
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String readByZxing(byte[] png) throws IOException {
        BinaryBitmap picture = new BinaryBitmap(
                new HybridBinarizer(new BufferedImageLuminanceSource(ImageIO.read(new ByteArrayInputStream(png)))));
        try {
            // Without looking for a code in the picture: its search misses one in four of those that fill it.
            return new MultiFormatReader()
                    .decode(picture, Map.of(DecodeHintType.PURE_BARCODE, true))
                    .getText();
        } catch (NotFoundException e) {
            throw new AssertionError("No QR code on the picture", e);
        }
    }
}
