package io.sekisho.credential.inventory.load;

/**
 * The name by which operators' scripts know the import as a command, {@link io.sekisho.inventory.load.ImportTokens}.
 */
public final class ImportTokens {

    private ImportTokens() {}

    public static void main(String[] arguments) {
        System.err.println("This command is called " + io.sekisho.inventory.load.ImportTokens.class.getName()
                + " now; please use that name.");
        io.sekisho.inventory.load.ImportTokens.main(arguments);
    }
}
