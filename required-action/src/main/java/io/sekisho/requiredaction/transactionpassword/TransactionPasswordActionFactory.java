package io.sekisho.requiredaction.transactionpassword;

import io.sekisho.requiredaction.CustomerActionFactory;

/** Makes the {@link TransactionPasswordAction}. */
public final class TransactionPasswordActionFactory extends CustomerActionFactory {

    public static final String PROVIDER_ID = "sekisho-transaction-password";

    public TransactionPasswordActionFactory() {
        super(PROVIDER_ID, "Sekisho: set the transaction password", new TransactionPasswordAction());
    }
}
