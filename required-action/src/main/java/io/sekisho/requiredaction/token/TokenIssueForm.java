package io.sekisho.requiredaction.token;

import io.sekisho.credential.token.StartPassword;
import io.sekisho.credential.token.TokenAddress;
import io.sekisho.institution.MailAddress;
import io.sekisho.institution.TypedText;
import java.util.ArrayList;
import java.util.List;
import org.keycloak.models.utils.FormMessage;

/**
 * The two pairs of fields of the issue page, as the customer has meant what was posted: in half width, without what
 * cannot be seen, without spaces around it, and an address without quotes around its name.
 */
record TokenIssueForm(String address, String addressAgain, String startPassword, String startPasswordAgain) {

    static final String ADDRESS = "email";
    static final String ADDRESS_AGAIN = "emailConfirm";
    static final String START_PASSWORD = "startPassword";
    static final String START_PASSWORD_AGAIN = "startPasswordConfirm";

    static TokenIssueForm of(String address, String addressAgain, String startPassword, String startPasswordAgain) {
        return new TokenIssueForm(
                MailAddress.plain(TypedText.stripped(address)),
                MailAddress.plain(TypedText.stripped(addressAgain)),
                TypedText.stripped(startPassword),
                TypedText.stripped(startPasswordAgain));
    }

    /** What is wrong, at most one thing for each field, in the order of the page. */
    List<FormMessage> errors() {
        List<FormMessage> errors = new ArrayList<>();
        TokenAddress.violation(address).ifPresentOrElse(violation -> errors.add(message(violation)), () -> {
            if (!address.equals(addressAgain)) {
                errors.add(new FormMessage(ADDRESS_AGAIN, "sekishoTokenIssueEmailMismatch"));
            }
        });
        StartPassword.violation(startPassword).ifPresentOrElse(violation -> errors.add(message(violation)), () -> {
            if (!startPassword.equals(startPasswordAgain)) {
                errors.add(new FormMessage(START_PASSWORD_AGAIN, "sekishoTokenIssueStartPasswordMismatch"));
            }
        });
        return errors;
    }

    private static FormMessage message(TokenAddress.Violation violation) {
        return switch (violation) {
            case MISSING -> new FormMessage(ADDRESS, "sekishoTokenIssueEmailMissing");
            case NOT_HALF_WIDTH -> new FormMessage(ADDRESS, "sekishoTokenIssueEmailNotHalfWidth");
            case TOO_SHORT -> new FormMessage(ADDRESS, "sekishoTokenIssueEmailTooShort", TokenAddress.MIN_LENGTH);
            case TOO_LONG -> new FormMessage(ADDRESS, "sekishoTokenIssueEmailTooLong", TokenAddress.MAX_LENGTH);
            case NO_ADDRESS -> new FormMessage(ADDRESS, "sekishoTokenIssueEmailNoAddress");
        };
    }

    private static FormMessage message(StartPassword.Violation violation) {
        return switch (violation) {
            case MISSING -> new FormMessage(START_PASSWORD, "sekishoTokenIssueStartPasswordMissing");
            case NOT_DIGITS -> new FormMessage(START_PASSWORD, "sekishoTokenIssueStartPasswordNotDigits");
            case TOO_SHORT ->
                new FormMessage(START_PASSWORD, "sekishoTokenIssueStartPasswordTooShort", StartPassword.MIN_LENGTH);
            case TOO_LONG ->
                new FormMessage(START_PASSWORD, "sekishoTokenIssueStartPasswordTooLong", StartPassword.MAX_LENGTH);
        };
    }
}
