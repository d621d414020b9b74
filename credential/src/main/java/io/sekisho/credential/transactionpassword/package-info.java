/** The transaction password: set, checked and compared. */
@NullMarked
package io.sekisho.credential.transactionpassword;

import org.jspecify.annotations.NullMarked;
