/** How seeds are encrypted, under which keys, and how they are swept. */
@NullMarked
package io.sekisho.credential.seed;

import org.jspecify.annotations.NullMarked;
