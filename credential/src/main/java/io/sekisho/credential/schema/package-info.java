/** The tables of this module, and what keeps their rows and seeds in order in the background. */
@NullMarked
package io.sekisho.credential.schema;

import org.jspecify.annotations.NullMarked;
