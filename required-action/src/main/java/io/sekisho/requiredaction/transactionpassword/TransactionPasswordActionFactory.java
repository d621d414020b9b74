package io.sekisho.requiredaction.transactionpassword;

import io.sekisho.institution.RequiredActionId;
import io.sekisho.requiredaction.CustomerActionFactory;

/** Makes the {@link TransactionPasswordAction}. */
public final class TransactionPasswordActionFactory extends CustomerActionFactory {

    public TransactionPasswordActionFactory() {
        super(
                RequiredActionId.TRANSACTION_PASSWORD,
                "Sekisho: set the transaction password",
                new TransactionPasswordAction());
    }
}
