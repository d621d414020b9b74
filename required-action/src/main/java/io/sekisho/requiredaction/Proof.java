package io.sekisho.requiredaction;

import io.sekisho.credential.stored.StoredCustomer;
import io.sekisho.credential.transactionpassword.TransactionPasswords;
import java.util.Locale;
import java.util.Objects;

/** What a customer proves once in a walk of several pages. A proof names what it was given with, and dies with it. */
public enum Proof {

    /** Given with the present transaction password; worth nothing as soon as there is another one. */
    TRANSACTION_PASSWORD {
        @Override
        String presentBasis(ActionSession action) {
            return TransactionPasswords.of(action.session()).version(action.user());
        }
    },
    /** Given with a code that was mailed to the registered address; worth nothing as soon as that is another one. */
    MAIL_CODE {
        @Override
        String presentBasis(ActionSession action) {
            return Objects.requireNonNullElse(
                            StoredCustomer.of(action.session(), action.realm(), action.user())
                                    .email(),
                            "")
                    .toLowerCase(Locale.ROOT);
        }
    };

    /** What the proof would be given with now. */
    abstract String presentBasis(ActionSession action);
}
