/** OTP credentials: made, checked, shown again, removed; their seeds, sealed. */
@NullMarked
package io.sekisho.credential.otp;

import org.jspecify.annotations.NullMarked;
