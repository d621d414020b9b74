package io.sekisho.requiredaction;

import jakarta.ws.rs.core.Response;

/**
 * Why a walk cannot be gone now.
 *
 * @param messageKey the sentence for the customer
 * @param arguments of that sentence
 */
public record Refusal(String messageKey, Object... arguments) {

    Response page(ActionSession action) {
        return action.form().setError(messageKey, arguments).createForm("sekisho-action-refused.ftl");
    }
}
