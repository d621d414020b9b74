package io.sekisho.requiredaction.otp;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.util.Map;

/** A QR code (ISO/IEC 18004) as the path of an SVG, with the quiet zone of four modules that readers need. */
public final class QrCodeBean {

    private static final int QUIET_ZONE = 4;

    private final int size;
    private final String path;

    private QrCodeBean(int size, String path) {
        this.size = size;
        this.path = path;
    }

    /** @param text ASCII, short enough for a code: some 2,300 characters */
    public static QrCodeBean of(String text) {
        ByteMatrix matrix;
        try {
            matrix = Encoder.encode(text, ErrorCorrectionLevel.M, Map.of(EncodeHintType.CHARACTER_SET, "ISO-8859-1"))
                    .getMatrix();
        } catch (WriterException e) {
            throw new IllegalArgumentException("too long for a QR code", e);
        }
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < matrix.getHeight(); y++) {
            int x = 0;
            while (x < matrix.getWidth()) {
                int start = x;
                while (x < matrix.getWidth() && matrix.get(x, y) == 1) {
                    x++;
                }
                if (x > start) {
                    // One rectangle for a run of dark modules: a third of the bytes of single ones.
                    path.append('M')
                            .append(start + QUIET_ZONE)
                            .append(' ')
                            .append(y + QUIET_ZONE)
                            .append('h')
                            .append(x - start)
                            .append("v1h-")
                            .append(x - start)
                            .append('z');
                } else {
                    x++;
                }
            }
        }
        return new QrCodeBean(matrix.getWidth() + 2 * QUIET_ZONE, path.toString());
    }

    /** Modules of one side, with the quiet zone: the side of the view box. */
    public int getSize() {
        return size;
    }

    /** The dark modules. */
    public String getPath() {
        return path;
    }
}
