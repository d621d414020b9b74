package io.sekisho.institution;

/**
 * The required actions of the service: what a realm registers, a customer is asked for, and an application names in
 * {@code kc_action}. Realms, exports and applications know the ids, so none is ever changed.
 */
public enum RequiredActionId {

    /** サービス申込 */
    APPLY("sekisho-otp-apply"),
    /** コード再表示 */
    REDISPLAY("sekisho-otp-redisplay"),
    /** サービス利用停止 */
    STOP("sekisho-otp-stop"),
    /** ワンタイムパスワードトークン発行 */
    TOKEN_ISSUE("sekisho-token-issue"),
    /** ワンタイムパスワード利用登録 */
    TOKEN_BIND("sekisho-token-bind"),
    TRANSACTION_PASSWORD("sekisho-transaction-password");

    private final String id;

    RequiredActionId(String id) {
        this.id = id;
    }

    /** Of the provider; in a realm also the alias. */
    public String id() {
        return id;
    }
}
