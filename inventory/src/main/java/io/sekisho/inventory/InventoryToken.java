package io.sekisho.inventory;

/**
 * A token of the inventory, without its seed.
 *
 * @param vendor        or null if the import named none
 * @param model         the same
 * @param algorithm     HMAC of the JCA, such as {@code HmacSHA1}
 * @param digits        of a code
 * @param periodSeconds of a time step
 * @param driftSteps    by how many steps the token's clock was ahead when last seen; negative if behind
 * @param userId        Keycloak's id of the customer it is bound to, or of the one who lost it; null if there is none
 * @param since         when it came to its status, in milliseconds of the epoch
 */
public record InventoryToken(
        TokenId id,
        String vendor,
        String model,
        String algorithm,
        int digits,
        int periodSeconds,
        int driftSteps,
        TokenStatus status,
        String userId,
        long since) {}
