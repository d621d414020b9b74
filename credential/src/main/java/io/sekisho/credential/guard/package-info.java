/** Attempts at a factor, counted and reported; changes of a factor, published. */
@NullMarked
package io.sekisho.credential.guard;

import org.jspecify.annotations.NullMarked;
