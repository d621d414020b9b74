package io.sekisho.admin;

import io.sekisho.inventory.InventoryToken;
import java.time.Instant;
import org.keycloak.models.UserModel;

/**
 * A token of the inventory as the staff see it: without its seed. What there is none of is absent.
 *
 * @param algorithm     {@code SHA1}, {@code SHA256} or {@code SHA512}
 * @param driftSteps    by how many time steps its clock was ahead when last seen; negative if behind
 * @param status        {@code FREE}, {@code BOUND}, {@code LOST} or {@code RETIRED}
 * @param since         when it came to its status; ISO 8601 in UTC
 * @param userId Keycloak's id of the customer whose it is, or who has lost it; left out for whoever may not see this
 *     customer
 * @param username      the same customer's login name
 */
record TokenView(
        String tokenId,
        String vendor,
        String model,
        String algorithm,
        int digits,
        int periodSeconds,
        int driftSteps,
        String status,
        String since,
        String userId,
        String username) {

    /** @param customer or null if there is none to be shown */
    static TokenView of(InventoryToken token, UserModel customer) {
        return new TokenView(
                token.id().value(),
                token.vendor(),
                token.model(),
                token.algorithm().replace("Hmac", ""),
                token.digits(),
                token.periodSeconds(),
                token.driftSteps(),
                token.status().name(),
                Instant.ofEpochMilli(token.since()).toString(),
                customer == null ? null : customer.getId(),
                customer == null ? null : customer.getUsername());
    }
}
