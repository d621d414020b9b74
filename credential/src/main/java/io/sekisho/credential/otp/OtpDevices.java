package io.sekisho.credential.otp;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;

/**
 * The devices among which a customer chooses at a field for a code, and the one that is chosen: Keycloak's own set-up
 * lets a customer register several. A class, since a template would take a record's accessor for a method.
 */
public final class OtpDevices {

    /** Name of the form field with the id of the chosen one, as in Keycloak's own OTP form. */
    public static final String FIELD = "selectedCredentialId";

    private final List<Device> list;
    private final Optional<Device> selected;
    private final String chosenId;

    private OtpDevices(List<Device> list, @Nullable String posted) {
        this.list = list;
        this.selected = list.stream()
                .filter(device -> device.id.equals(posted))
                .findFirst()
                .or(() -> list.stream().findFirst());
        this.chosenId = posted == null || posted.isBlank() ? getSelectedId() : posted;
    }

    /**
     * The devices of a customer.
     *
     * @param posted id of the one that was chosen; null or blank: the first
     */
    public static OtpDevices of(UserModel user, @Nullable String posted) {
        return of(OtpCredentials.all(user), posted);
    }

    /** Some of a customer's devices, see {@link #of(UserModel, String)}. */
    public static OtpDevices of(Stream<OTPCredentialModel> credentials, @Nullable String posted) {
        return new OtpDevices(credentials.map(Device::new).toList(), posted);
    }

    public List<Device> getList() {
        return list;
    }

    /**
     * Id of the one whose code was asked for; empty if the customer has none. It may be gone since the page was shown:
     * then the code is not taken for another one's.
     */
    public String chosenId() {
        return chosenId;
    }

    /** Id of the one that the page has chosen: it is there. Empty if the customer has none. */
    public String getSelectedId() {
        return selected.map(Device::getId).orElse("");
    }

    /** How many digits the codes of the chosen one have; 0 if the customer has none. */
    public int getDigits() {
        return selected.map(Device::getDigits).orElse(0);
    }

    /** Whether the codes of all have as many digits, so that the field can tell how many. */
    public boolean isOfOneLength() {
        return list.stream().map(Device::getDigits).distinct().count() <= 1;
    }

    /** A device as the customer tells it from others. */
    public static final class Device {

        private final String id;
        private final String label;
        private final int digits;

        private Device(OTPCredentialModel credential) {
            this.id = credential.getId();
            this.label = Optional.ofNullable(credential.getUserLabel())
                    .map(String::strip)
                    .orElse("");
            this.digits = credential.getOTPCredentialData().getDigits();
        }

        public String getId() {
            return id;
        }

        /** As the customer has named it; empty if not. */
        public String getLabel() {
            return label;
        }

        public int getDigits() {
            return digits;
        }
    }
}
