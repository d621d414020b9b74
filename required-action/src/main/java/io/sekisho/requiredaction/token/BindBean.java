package io.sekisho.requiredaction.token;

import io.sekisho.inventory.Binding;
import io.sekisho.inventory.InventoryToken;
import io.sekisho.inventory.TokenInventory;
import io.sekisho.requiredaction.KeycloakWalkContext;
import io.sekisho.requiredaction.walk.WalkNote;
import java.util.Optional;

/** What the pages of a token's binding show. */
public final class BindBean {

    /** 処理結果: the number by which the support knows what the customer sees. */
    private static final String DONE = "00001";

    private final KeycloakWalkContext action;
    private final BindStage stage;
    private final boolean replacing;

    BindBean(KeycloakWalkContext action, BindStage stage, boolean replacing) {
        this.action = action;
        this.stage = stage;
        this.replacing = replacing;
    }

    /** Which part of {@link #getParts()} this is, from 1. */
    public int getPart() {
        return stage.part();
    }

    public int getParts() {
        return BindStage.PARTS;
    }

    /** Of a code of the token whose next code is awaited: before, which token it is nobody knows. */
    public int getDigits() {
        return pending()
                .map(InventoryToken::digits)
                .orElseGet(() -> action.realm().getOTPPolicy().getDigits());
    }

    /** How often the codes of that token change. */
    public int getPeriodSeconds() {
        return pending()
                .map(InventoryToken::periodSeconds)
                .orElseGet(() -> action.realm().getOTPPolicy().getPeriod());
    }

    private Optional<InventoryToken> pending() {
        return Optional.ofNullable(action.note(WalkNote.PENDING))
                .flatMap(note -> TokenInventory.of(action.session())
                        .find(action.realm(), Binding.Pending.of(note).id()));
    }

    /** Whether the customer has a token (or an app) that this one takes the place of. */
    public boolean isReplacing() {
        return replacing;
    }

    /** On the receipt: whether it has. */
    public boolean isReplaced() {
        return action.note(WalkNote.REPLACED) != null;
    }

    /** What the customer typed before, and on the receipt what is bound; never the code. */
    public String getTokenId() {
        if (stage == BindStage.RECEIPT) {
            return TokenInventory.of(action.session())
                    .ofCustomer(action.user())
                    .map(token -> token.id().value())
                    .orElse("");
        }
        String pending = action.note(WalkNote.PENDING);
        return pending != null
                ? Binding.Pending.of(pending).id().value()
                : Optional.ofNullable(action.note(WalkNote.TOKEN)).orElse("");
    }

    public String getResultCode() {
        return DONE;
    }
}
