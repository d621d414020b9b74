/** What credentials carry of their state. */
@NullMarked
package io.sekisho.credential.carried;

import org.jspecify.annotations.NullMarked;
