package io.sekisho.credential.carried;

import io.sekisho.credential.stored.CredentialRow;
import io.sekisho.credential.stored.StoredCredentials;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/** What customers' credentials {@link CarriedState carry}, as they are stored. */
public final class CarriedStates {

    private final KeycloakSession session;

    private CarriedStates(KeycloakSession session) {
        this.session = session;
    }

    public static CarriedStates of(KeycloakSession session) {
        return new CarriedStates(session);
    }

    /**
     * Whether the customer's factor is suspended by what its credential carries; null if not.
     *
     * @param type of credential
     */
    public static CarriedState.@Nullable Suspension suspension(UserModel user, String type) {
        return user.credentialManager()
                .getStoredCredentialsByTypeStream(type)
                .map(credential -> CarriedState.of(credential).suspension())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /**
     * Has all of a customer's credentials of a type carry something else, in the caller's transaction. To be called
     * after the change in our tables: a sweep that seals a seed asks them what to write with it, and of the two the
     * second one sees the first.
     */
    public void change(UserModel user, String type, UnaryOperator<CarriedState> change) {
        change(user, StoredCredentials.of(session).lock(user, type), change);
    }

    /** Has one of them carry something else. */
    public void change(UserModel user, String type, String credentialId, UnaryOperator<CarriedState> change) {
        change(
                user,
                StoredCredentials.of(session).lock(user, type).stream()
                        .filter(row -> row.id().equals(credentialId))
                        .toList(),
                change);
    }

    private static void change(UserModel user, List<CredentialRow> rows, UnaryOperator<CarriedState> change) {
        boolean changed = false;
        for (CredentialRow row : rows) {
            CredentialModel stored = row.model();
            CredentialModel carrying = change.apply(CarriedState.of(stored)).on(stored);
            if (carrying != stored) {
                changed = true;
                row.write(carrying);
            }
        }
        if (changed) {
            StoredCredentials.readAnew(user);
        }
    }
}
