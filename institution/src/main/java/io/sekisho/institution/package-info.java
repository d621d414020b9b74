/** What an institution has set for its service, typed. */
@NullMarked
package io.sekisho.institution;

import org.jspecify.annotations.NullMarked;
