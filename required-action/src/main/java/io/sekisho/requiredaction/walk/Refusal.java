package io.sekisho.requiredaction.walk;

/**
 * Why a walk cannot be gone now.
 *
 * @param messageKey the sentence for the customer
 * @param arguments of that sentence
 */
public record Refusal(String messageKey, Object... arguments) {}
