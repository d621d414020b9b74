package io.sekisho.themes;

/**
 * {@code mvn -Ppreview}: the {@link PageHost} with the {@link Gallery}, until Ctrl-C, for those who design, translate or
 * review.
 */
public final class Preview {

    static final String PORT = "sekisho.previewPort";

    private static final String DEFAULT_PORT = "8092";

    private Preview() {}

    /** Runs until it is interrupted. */
    public static void main(String[] arguments) throws InterruptedException {
        try {
            ThemeFolders folders = ThemeFolders.of(System.getProperties());
            PageHost host = new PageHost(folders, port(System.getProperty(PORT, DEFAULT_PORT)));
            System.out.println("\nThe gallery of all pages and mails is at " + host.url()
                    + "/, and follows the files below "
                    + folders.sources().toAbsolutePath().normalize()
                    + folders.own().map(theme -> " and " + theme).orElse("") + ". Ctrl-C ends it.\n");
            Thread.currentThread().join();
        } catch (IllegalArgumentException e) {
            System.err.println("The preview did not start. " + e.getMessage());
            System.exit(1);
        }
    }

    private static int port(String value) {
        if (!value.matches("\\d{1,5}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > 65_535) {
            throw new IllegalArgumentException(PORT + " is '" + value + "'; it must be a port, 1 to 65535.");
        }
        return Integer.parseInt(value);
    }
}
