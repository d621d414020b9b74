/** What the database has of a customer when requests meet. */
@NullMarked
package io.sekisho.credential.stored;

import org.jspecify.annotations.NullMarked;
