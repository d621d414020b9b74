/** Tokens that an institution issues. */
@NullMarked
package io.sekisho.credential.token;

import org.jspecify.annotations.NullMarked;
