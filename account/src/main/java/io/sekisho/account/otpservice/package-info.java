/**
 * What lies below {@code /realms/{realm}/otp-service}: the entrance to the pages and APIs of the packages beside it.
 */
package io.sekisho.account.otpservice;
